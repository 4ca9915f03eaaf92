/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-invoice.h"

#include "model/pd-attachment.h"
#include "model/pd-element.h"
#include "model/pd-id.h"
#include "model/pd-money.h"
#include "model/pd-order.h"
#include "model/pd-party.h"

#include <glib/gi18n-lib.h>
#include <string.h>

const PdChoice pd_invoice_state_choices[] = {
  { PD_INVOICE_STATE_DRAFT, N_ ("Draft") },
  { PD_INVOICE_STATE_QUEUED, N_ ("Queued") },
  { PD_INVOICE_STATE_WAITING, N_ ("Waiting for sign-in") },
  { PD_INVOICE_STATE_SUBMITTED, N_ ("Submitted") },
  { PD_INVOICE_STATE_ISSUED, N_ ("Issued") },
  { PD_INVOICE_STATE_FAILED, N_ ("Refused") },
  { PD_INVOICE_STATE_UNKNOWN, N_ ("Outcome unknown") },
  { PD_INVOICE_STATE_SUPERSEDED, N_ ("Refused, asked for anew") },
  { NULL, NULL },
};

const PdChoice pd_invoice_next_choices[] = {
  { PD_INVOICE_NEXT_NOTHING, N_ ("Nothing") },
  { PD_INVOICE_NEXT_FIX, N_ ("Correct the order and issue it again") },
  { PD_INVOICE_NEXT_SEND, N_ ("The platform sends it") },
  { PD_INVOICE_NEXT_QUERY, N_ ("The platform asks the tax bureau") },
  { PD_INVOICE_NEXT_RETRY, N_ ("The platform has it tried again") },
  { PD_INVOICE_NEXT_SIGN_IN, N_ ("Sign in at the tax bureau") },
  { PD_INVOICE_NEXT_CONFIGURE, N_ ("An administrator mends the connection to the tax bureau") },
  { PD_INVOICE_NEXT_DECIDE, N_ ("Look at the tax bureau's own pages and decide") },
  { PD_INVOICE_NEXT_QUOTA, N_ ("Have the month's quota raised, or wait for the next month") },
  { NULL, NULL },
};

const PdChoice pd_invoice_stage_choices[] = {
  { PD_INVOICE_STAGE_QUEUED, N_ ("Queued") },
  { PD_INVOICE_STAGE_SENT, N_ ("Sent to the tax bureau") },
  { PD_INVOICE_STAGE_TAKEN, N_ ("Taken by the tax bureau") },
  { PD_INVOICE_STAGE_WAITING, N_ ("Waiting for sign-in") },
  { PD_INVOICE_STAGE_HELD, N_ ("Held for a person") },
  { PD_INVOICE_STAGE_UNKNOWN, N_ ("Outcome unknown") },
  { PD_INVOICE_STAGE_ISSUED, N_ ("Issued") },
  { PD_INVOICE_STAGE_FILES, N_ ("Files received") },
  { PD_INVOICE_STAGE_FAILED, N_ ("Refused") },
  { PD_INVOICE_STAGE_TAKEN_BACK, N_ ("Taken back") },
  { PD_INVOICE_STAGE_DECIDED, N_ ("Decided by a person") },
  { PD_INVOICE_STAGE_ASKED_AGAIN, N_ ("The provider is to send it again") },
  { PD_INVOICE_STAGE_SENT_AGAIN, N_ ("The provider sends it again") },
  { PD_INVOICE_STAGE_NOT_SENT_AGAIN, N_ ("The provider does not send it again") },
  { NULL, NULL },
};

static void
derive_invoice (PdRecord *invoice)
{
  GPtrArray *lines = pd_record_get_lines (invoice);
  gint64 net = 0, tax = 0, gross = 0;
  gboolean fits = TRUE;

  for (guint i = 0; i < lines->len && fits; i++)
    {
      const PdRecord *line = g_ptr_array_index (lines, i);

      fits = pd_money_add (net, pd_record_get_integer (line, PD_INVOICE_LINE_NET_AMOUNT), &net) &&
             pd_money_add (tax, pd_record_get_integer (line, PD_INVOICE_LINE_TAX_AMOUNT), &tax);
    }
  /* pd_record_check() of the order has refused such lines; a wrong total is worse than none. */
  if (!fits || !pd_money_add (net, tax, &gross))
    {
      pd_record_clear (invoice, PD_INVOICE_NET_AMOUNT);
      pd_record_clear (invoice, PD_INVOICE_TAX_AMOUNT);
      pd_record_clear (invoice, PD_INVOICE_GROSS_AMOUNT);
      return;
    }
  pd_record_set_integer (invoice, PD_INVOICE_NET_AMOUNT, net);
  pd_record_set_integer (invoice, PD_INVOICE_TAX_AMOUNT, tax);
  pd_record_set_integer (invoice, PD_INVOICE_GROSS_AMOUNT, gross);
}

#define F PD_FIELD_STRUCT
static const PdField invoice_fields[] = { PD_INVOICE_FIELDS (F) };
static const PdField invoice_line_fields[] = { PD_INVOICE_LINE_FIELDS (F) };
static const PdField invoice_stage_fields[] = { PD_INVOICE_STAGE_FIELDS (F) };
#undef F

const PdRecordType pd_invoice_line_type = {
  .name = "invoice_line",
  .table = "invoice_lines",
  .label = N_ ("Line"),
  .fields = invoice_line_fields,
  .n_fields = PD_INVOICE_LINE_N_FIELDS,
  .list_name = "lines",
  .title_field = PD_INVOICE_LINE_NAME,
  .state_field = -1,
};

const PdRecordType pd_invoice_stage_type = {
  .name = "invoice_stage",
  .table = "invoice_stages",
  .label = N_ ("Stage"),
  .fields = invoice_stage_fields,
  .n_fields = PD_INVOICE_STAGE_N_FIELDS,
  .list_name = "stages",
  .title_field = PD_INVOICE_STAGE_TEXT,
  .state_field = -1,
};

static void
check_invoice (const PdRecord *invoice, PdRequired level, GPtrArray *problems)
{
  pd_attachments_check (invoice, problems);
}

static const PdRecordType *const invoice_lists[] = { &pd_invoice_line_type, &pd_invoice_attachment_type,
                                                     &pd_invoice_stage_type, &pd_invoice_element_type, NULL };

const PdRecordType pd_invoice_type = {
  .name = "invoice",
  .table = "invoices",
  .label = N_ ("Invoice"),
  .fields = invoice_fields,
  .n_fields = PD_INVOICE_N_FIELDS,
  .lists = invoice_lists,
  .n_lists = 4,
  .title_field = PD_INVOICE_NUMBER,
  .state_field = PD_INVOICE_STATE,
  .derive = derive_invoice,
  .check = check_invoice,
};

static void
copy_text (PdRecord *to, guint to_field, const PdRecord *from, guint from_field)
{
  pd_record_set_text (to, to_field, pd_record_get_text (from, from_field));
}

static void
copy_buyer (PdRecord *invoice, const PdRecord *order)
{
  copy_text (invoice, PD_INVOICE_BUYER_NAME, order, PD_ORDER_BUYER_NAME);
  copy_text (invoice, PD_INVOICE_BUYER_TAX_NUMBER, order, PD_ORDER_BUYER_TAX_NUMBER);
  copy_text (invoice, PD_INVOICE_BUYER_ADDRESS, order, PD_ORDER_BUYER_ADDRESS);
  copy_text (invoice, PD_INVOICE_BUYER_PHONE, order, PD_ORDER_BUYER_PHONE);
  copy_text (invoice, PD_INVOICE_BUYER_BANK_NAME, order, PD_ORDER_BUYER_BANK_NAME);
  copy_text (invoice, PD_INVOICE_BUYER_BANK_ACCOUNT, order, PD_ORDER_BUYER_BANK_ACCOUNT);
}

static void
copy_seller (PdRecord *invoice, const PdRecord *company)
{
  copy_text (invoice, PD_INVOICE_SELLER_NAME, company, PD_COMPANY_NAME);
  copy_text (invoice, PD_INVOICE_SELLER_TAX_NUMBER, company, PD_COMPANY_TAX_NUMBER);
  copy_text (invoice, PD_INVOICE_SELLER_ADDRESS, company, PD_COMPANY_ADDRESS);
  copy_text (invoice, PD_INVOICE_SELLER_PHONE, company, PD_COMPANY_PHONE);
  copy_text (invoice, PD_INVOICE_SELLER_BANK_NAME, company, PD_COMPANY_BANK_NAME);
  copy_text (invoice, PD_INVOICE_SELLER_BANK_ACCOUNT, company, PD_COMPANY_BANK_ACCOUNT);
  copy_text (invoice, PD_INVOICE_DRAWER, company, PD_COMPANY_DRAWER);
}

/* The printed name is "*short name*name"; a person types the name alone (standards, "Line arithmetic", 10). */
static char *
printed_name (const PdRecord *order_line)
{
  const char *short_name = pd_record_get_text (order_line, PD_ORDER_LINE_SHORT_NAME);
  const char *name = pd_record_get_text (order_line, PD_ORDER_LINE_NAME);

  if (short_name == NULL || name == NULL)
    return g_strdup (name);
  return g_strdup_printf ("*%s*%s", short_name, name);
}

/* The same id on the desktop and on the platform, and another than any line's: where somebody made the ids of two
 * lines to meet, the next digest is taken. */
static char *
discount_line_id (const PdRecord *order, const PdRecord *invoice, const char *line_id)
{
  char *id = g_strdup (line_id);

  do
    {
      g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
      guint8 digest[32];
      gsize length = sizeof digest;

      g_checksum_update (checksum, (const guchar *) "discount of ", -1);
      g_checksum_update (checksum, (const guchar *) id, -1);
      g_checksum_get_digest (checksum, digest, &length);
      g_free (id);
      id = pd_id_from_digest (digest);
    }
  while (pd_record_find_line (order, 0, id) != NULL || pd_record_find_line (invoice, 0, id) != NULL);
  return id;
}

static PdRecord *
add_invoice_line (PdRecord *invoice, const PdRecord *order_line, int property, const char *id)
{
  GPtrArray *lines = pd_record_get_lines (invoice);
  g_autofree char *position = g_strdup_printf ("%05u", lines->len + 1);
  g_autofree char *name = printed_name (order_line);
  PdRecord *line = pd_record_new (&pd_invoice_line_type, id);

  pd_record_set_text (line, PD_INVOICE_LINE_POSITION, position);
  pd_record_set_integer (line, PD_INVOICE_LINE_PROPERTY, property);
  pd_record_set_text (line, PD_INVOICE_LINE_NAME, name);
  copy_text (line, PD_INVOICE_LINE_TAX_CODE, order_line, PD_ORDER_LINE_TAX_CODE);
  copy_text (line, PD_INVOICE_LINE_TAX_RATE, order_line, PD_ORDER_LINE_TAX_RATE);
  pd_record_add_line (invoice, 0, line);
  return line;
}

/* A discount becomes a line of its own right after the line that it discounts (standards, "Line arithmetic", 6). */
static void
add_order_line (PdRecord *invoice, const PdRecord *order, const PdRecord *order_line)
{
  gboolean discounted = pd_record_has (order_line, PD_ORDER_LINE_DISCOUNT_NET);
  g_autofree char *discount_id = NULL;
  PdRecord *line = add_invoice_line (invoice, order_line,
                                     discounted ? PD_INVOICE_LINE_IS_DISCOUNTED : PD_INVOICE_LINE_NORMAL,
                                     pd_record_get_id (order_line));

  copy_text (line, PD_INVOICE_LINE_SPEC, order_line, PD_ORDER_LINE_SPEC);
  copy_text (line, PD_INVOICE_LINE_UNIT, order_line, PD_ORDER_LINE_UNIT);
  copy_text (line, PD_INVOICE_LINE_UNIT_PRICE, order_line, PD_ORDER_LINE_NET_UNIT_PRICE);
  copy_text (line, PD_INVOICE_LINE_QUANTITY, order_line, PD_ORDER_LINE_INVOICE_QUANTITY);
  pd_record_set_integer (line, PD_INVOICE_LINE_NET_AMOUNT,
                         pd_record_get_integer (order_line, PD_ORDER_LINE_NET_AMOUNT));
  pd_record_set_integer (line, PD_INVOICE_LINE_TAX_AMOUNT,
                         pd_record_get_integer (order_line, PD_ORDER_LINE_TAX_AMOUNT));
  if (pd_record_has (order_line, PD_ORDER_LINE_DEDUCTION))
    pd_record_set_integer (line, PD_INVOICE_LINE_DEDUCTION,
                           pd_record_get_integer (order_line, PD_ORDER_LINE_DEDUCTION));
  if (!discounted)
    return;
  discount_id = discount_line_id (order, invoice, pd_record_get_id (order_line));
  line = add_invoice_line (invoice, order_line, PD_INVOICE_LINE_IS_DISCOUNT, discount_id);
  pd_record_set_integer (line, PD_INVOICE_LINE_NET_AMOUNT,
                         pd_record_get_integer (order_line, PD_ORDER_LINE_DISCOUNT_NET));
  pd_record_set_integer (line, PD_INVOICE_LINE_TAX_AMOUNT,
                         pd_record_get_integer (order_line, PD_ORDER_LINE_DISCOUNT_TAX));
}

/**
 * pd_invoice_difference_remark:
 * @deduction: what is deducted, in fen
 *
 * Returns: (transfer full): what the remark of an invoice under difference taxation begins with (standards, "Line
 *   arithmetic", 7)
 */
char *
pd_invoice_difference_remark (gint64 deduction)
{
  g_autofree char *amount = pd_money_to_text (deduction);

  return g_strdup_printf ("差额征税：%s。", amount);
}

/* The bureau writes the deduction before what a person wrote; nobody types it. */
static void
write_remark (PdRecord *invoice, const PdRecord *order)
{
  const char *remark = pd_record_get_text (order, PD_ORDER_REMARK);
  GPtrArray *lines = pd_record_get_lines (order);
  gint64 deduction = 0;
  g_autofree char *beginning = NULL, *whole = NULL;

  for (guint i = 0; i < lines->len; i++)
    if (!pd_money_add (deduction,
                       pd_record_get_integer (g_ptr_array_index (lines, i), PD_ORDER_LINE_DEDUCTION),
                       &deduction))
      deduction = 0;
  beginning = pd_invoice_difference_remark (deduction);
  if (g_strcmp0 (pd_record_get_text (order, PD_ORDER_DIFFERENCE_TYPE), PD_DIFFERENCE_TYPE_DIFFERENCE) == 0 &&
      (remark == NULL || !g_str_has_prefix (remark, beginning)))
    whole = g_strconcat (beginning, remark, NULL);
  pd_record_set_text (invoice, PD_INVOICE_REMARK, whole != NULL ? whole : remark);
}

static void
copy_elements (PdRecord *invoice, const PdRecord *order)
{
  GPtrArray *elements = pd_record_get_elements (order);
  int list = pd_record_type_list (&pd_invoice_type, pd_invoice_element_type.list_name);

  for (guint i = 0; i < elements->len; i++)
    {
      const PdRecord *element = g_ptr_array_index (elements, i);
      PdRecord *copy = pd_record_new (&pd_invoice_element_type, pd_record_get_id (element));
      g_autofree char *position = g_strdup_printf ("%05u", i + 1);

      pd_record_set_text (copy, PD_ELEMENT_POSITION, position);
      pd_record_set_integer (copy, PD_ELEMENT_ROW, pd_record_get_integer (element, PD_ELEMENT_ROW));
      copy_text (copy, PD_ELEMENT_KEY, element, PD_ELEMENT_KEY);
      copy_text (copy, PD_ELEMENT_VALUE, element, PD_ELEMENT_VALUE);
      pd_record_add_line (invoice, (guint) list, copy);
    }
}

/**
 * pd_invoice_new_from_order:
 * @order: an order with its lines, derived
 * @company: (nullable): the seller; %NULL when this cache does not have it yet
 * @invoice_id: the invoice's id
 *
 * Makes the invoice that the order will become: the desktop previews it, the platform submits it, and both have the
 * same lines, because both make it here.
 *
 * Returns: (transfer full): an invoice in the state draft, without a number and a date
 */
PdRecord *
pd_invoice_new_from_order (const PdRecord *order, const PdRecord *company, const char *invoice_id)
{
  PdRecord *invoice = pd_record_new (&pd_invoice_type, invoice_id);
  GPtrArray *lines = pd_record_get_lines (order);

  pd_record_set_text (invoice, PD_INVOICE_STATE, PD_INVOICE_STATE_DRAFT);
  copy_text (invoice, PD_INVOICE_KIND, order, PD_ORDER_INVOICE_KIND);
  pd_record_set_text (invoice, PD_INVOICE_ORDER_ID, pd_record_get_id (order));
  copy_text (invoice, PD_INVOICE_ORDER_NUMBER, order, PD_ORDER_NUMBER);
  copy_text (invoice, PD_INVOICE_SPECIAL_TYPE, order, PD_ORDER_SPECIAL_TYPE);
  copy_text (invoice, PD_INVOICE_DIFFERENCE_TYPE, order, PD_ORDER_DIFFERENCE_TYPE);
  write_remark (invoice, order);
  copy_buyer (invoice, order);
  if (company != NULL)
    copy_seller (invoice, company);
  for (guint i = 0; i < lines->len; i++)
    add_order_line (invoice, order, g_ptr_array_index (lines, i));
  copy_elements (invoice, order);
  pd_record_derive (invoice);
  return invoice;
}

/* How many stages a timeline has at most, and how many of the earliest of them are kept. */
#define MOST_STAGES 120
#define FIRST_STAGES 40

static const char *
stage_of (const PdRecord *entry)
{
  return entry != NULL ? pd_record_get_text (entry, PD_INVOICE_STAGE_STAGE) : NULL;
}

static PdRecord *
last_stage (const PdRecord *invoice)
{
  GPtrArray *stages = pd_record_get_list (invoice, PD_INVOICE_LIST_STAGES);

  return stages->len > 0 ? g_ptr_array_index (stages, stages->len - 1) : NULL;
}

/* Back in the queue right after it was sent: nothing was sent. The next try that comes to nothing is the same stage. */
static PdRecord *
count_try (PdRecord *invoice,
           gint64 now,
           const char *stage,
           const char *by,
           const char *code,
           const char *text)
{
  PdRecord *last = last_stage (invoice);

  if (!g_str_equal (stage, PD_INVOICE_STAGE_QUEUED) || by != NULL || text == NULL ||
      g_strcmp0 (stage_of (last), PD_INVOICE_STAGE_SENT) != 0)
    return NULL;
  pd_record_remove_line (invoice, PD_INVOICE_LIST_STAGES, pd_record_get_id (last));
  last = last_stage (invoice);
  if (g_strcmp0 (stage_of (last), PD_INVOICE_STAGE_QUEUED) != 0 ||
      !pd_record_has (last, PD_INVOICE_STAGE_TEXT))
    return NULL;
  pd_record_set_integer (last, PD_INVOICE_STAGE_COUNT,
                         MAX (pd_record_get_integer (last, PD_INVOICE_STAGE_COUNT), 1) + 1);
  pd_record_set_integer (last, PD_INVOICE_STAGE_LAST_AT, now);
  pd_record_set_text (last, PD_INVOICE_STAGE_CODE, code);
  pd_record_set_text (last, PD_INVOICE_STAGE_TEXT, text);
  return last;
}

/* The earliest and the latest are kept. */
static void
make_room (PdRecord *invoice)
{
  GPtrArray *stages = pd_record_get_list (invoice, PD_INVOICE_LIST_STAGES);

  while (stages->len >= MOST_STAGES)
    {
      g_autofree char *id = g_strdup (pd_record_get_id (g_ptr_array_index (stages, FIRST_STAGES)));

      pd_record_remove_line (invoice, PD_INVOICE_LIST_STAGES, id);
    }
}

/**
 * pd_invoice_add_stage:
 * @now: microseconds, UTC
 * @stage: one of PD_INVOICE_STAGE_*
 * @by: (nullable): a person's name; %NULL for the platform
 * @code: (nullable): the bureau's code
 * @text: (nullable): what was said
 *
 * Writes into the timeline what the issuing has come to. The id follows from the place in the timeline, so that the same
 * story has the same ids wherever it is told. Tries that came to nothing are counted in one stage, and a timeline stays
 * far below what a list on the wire may hold (%PD_RECORD_MAX_LINES).
 *
 * Returns: (transfer none): the entry
 */
PdRecord *
pd_invoice_add_stage (PdRecord *invoice,
                      gint64 now,
                      const char *stage,
                      const char *by,
                      const char *code,
                      const char *text)
{
  PdRecord *counted = count_try (invoice, now, stage, by, code, text);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *name = NULL;
  g_autofree char *id = NULL;
  g_autofree char *position = NULL;
  guint8 digest[32];
  gsize length = sizeof digest;
  const PdRecord *last;
  guint place;

  if (counted != NULL)
    return counted;
  make_room (invoice);
  last = last_stage (invoice);
  place = last != NULL
              ? (guint) g_ascii_strtoull (pd_record_get_text (last, PD_INVOICE_STAGE_POSITION), NULL, 10)
              : 0;
  name = g_strdup_printf ("stage %u of %s", place, pd_record_get_id (invoice));
  g_checksum_update (checksum, (const guchar *) name, -1);
  g_checksum_get_digest (checksum, digest, &length);
  id = pd_id_from_digest (digest);
  position = g_strdup_printf ("%05u", place + 1);

  PdRecord *entry = pd_record_new (&pd_invoice_stage_type, id);

  pd_record_set_text (entry, PD_INVOICE_STAGE_POSITION, position);
  pd_record_set_integer (entry, PD_INVOICE_STAGE_AT, now);
  pd_record_set_text (entry, PD_INVOICE_STAGE_STAGE, stage);
  pd_record_set_text (entry, PD_INVOICE_STAGE_BY, by);
  pd_record_set_text (entry, PD_INVOICE_STAGE_CODE, code);
  pd_record_set_text (entry, PD_INVOICE_STAGE_TEXT, text);
  pd_record_add_line (invoice, PD_INVOICE_LIST_STAGES, entry);
  return entry;
}
