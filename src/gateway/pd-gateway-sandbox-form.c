/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-gateway"

#include "gateway/pd-gateway-sandbox-private.h"

#include <glib/gi18n-lib.h>

#include "model/pd-date.h"
#include "model/pd-invoice.h"
#include "model/pd-red-form.h"
#include "wire/pd-wire.h"

/* The other side has this long. Source: standards, "Red-letter"; STA 2024 No. 11. */
#define TO_CONFIRM (72 * G_TIME_SPAN_HOUR)

/* 确认单状态 */
#define ALONE "01"
#define SELLER_ENTERED "02"
#define BUYER_ENTERED "03"
#define CONFIRMED "04"

static const struct
{
  const char *status;
  const char *sentence;
} voids[] = {
  { "05", "作废：销方录入购方否认" }, { "06", "作废：购方录入销方否认" }, { "07", "作废：超72小时未确认" },
  { "08", "作废：发起方撤销" },       { "09", "作废：确认后撤销" },
};

void
pd_sandbox_form_free (PdSandboxForm *form)
{
  g_free (form->uuid);
  g_free (form->number);
  g_free (form->key);
  g_free (form->status);
  g_free (form->entered_by);
  g_free (form->blue);
  g_free (form->red);
  g_clear_pointer (&form->content, pd_record_unref);
  g_free (form);
}

/*< private >
 * pd_sandbox_read_form: @statement: at a row of PD_SANDBOX_FORM_COLUMNS. Returns: (transfer full) (nullable)
 */
PdSandboxForm *
pd_sandbox_read_form (sqlite3_stmt *statement)
{
  g_autoptr (PdSandboxForm) form = g_new0 (PdSandboxForm, 1);

  form->uuid = pd_sandbox_column (statement, 0);
  form->number = pd_sandbox_column (statement, 1);
  form->key = pd_sandbox_column (statement, 2);
  form->own = sqlite3_column_int (statement, 3) != 0;
  form->status = pd_sandbox_column (statement, 4);
  form->entered_by = pd_sandbox_column (statement, 5);
  form->blue = pd_sandbox_column (statement, 6);
  form->entered_at = sqlite3_column_int64 (statement, 7);
  form->deadline = sqlite3_column_int64 (statement, 8);
  form->confirmed_at = sqlite3_column_int64 (statement, 9);
  form->red = pd_sandbox_column (statement, 10);
  form->content = pd_wire_record_from_text ((const char *) sqlite3_column_text (statement, 11), -1, NULL);
  return form->content != NULL ? g_steal_pointer (&form) : NULL;
}

/*< private >
 * pd_sandbox_find_form:
 * @key: (nullable): ours
 * @uuid_or_number: (nullable): the bureau's
 *
 * Returns: (transfer full) (nullable)
 */
PdSandboxForm *
pd_sandbox_find_form (PdSandboxCall *call, const char *key, const char *uuid_or_number)
{
  sqlite3_stmt *statement = pd_gateway_book_query (call->sandbox->book,
                                                   "SELECT " PD_SANDBOX_FORM_COLUMNS
                                                   " FROM form WHERE key = ?1 OR uuid = ?2 OR number = ?2"
                                                   " ORDER BY key IS NOT ?1 LIMIT 1",
                                                   "tt", key, uuid_or_number);
  PdSandboxForm *form = NULL;

  if (pd_sandbox_row (call, statement))
    {
      form = pd_sandbox_read_form (statement);
      pd_sandbox_check (call, form != NULL);
    }
  sqlite3_finalize (statement);
  return form;
}

static PdSandboxForm *
find_asked (PdSandboxCall *call, const PdGatewayForm *asked)
{
  const char *uuid = pd_record_get_text (asked->form, PD_RED_FORM_UUID);

  return pd_sandbox_find_form (call, asked->key,
                               uuid != NULL ? uuid : pd_record_get_text (asked->form, PD_RED_FORM_NUMBER));
}

static gboolean
is_played (PdSandboxCall *call, const char *number)
{
  g_autofree char *key =
      pd_sandbox_text (call,
                       pd_gateway_book_query (call->sandbox->book,
                                              "SELECT key FROM legal_invoice WHERE number = ?", "t", number));

  return key != NULL && g_str_has_prefix (key, PD_SANDBOX_PLAYED);
}

/*< private >
 * pd_sandbox_is_booked: Returns: whether the buyer has used or booked an invoice
 */
gboolean
pd_sandbox_is_booked (PdSandboxCall *call, const char *number)
{
  return pd_sandbox_integer (call,
                             pd_gateway_book_query (call->sandbox->book,
                                                    "SELECT 1 FROM booked WHERE number = ?", "t", number),
                             0) != 0;
}

/* Answers */

static const char *
void_sentence (const char *status)
{
  for (guint i = 0; i < G_N_ELEMENTS (voids); i++)
    if (g_str_equal (voids[i].status, status))
      return voids[i].sentence;
  return NULL;
}

static gboolean
is_waiting (const PdSandboxForm *form)
{
  return g_str_equal (form->status, SELLER_ENTERED) || g_str_equal (form->status, BUYER_ENTERED);
}

static gboolean
is_agreed (const PdSandboxForm *form)
{
  return g_str_equal (form->status, ALONE) || g_str_equal (form->status, CONFIRMED);
}

/* How a form stands; what was wanted of it and is not to be had, is @refusal. */
static PdGatewayAnswer *
form_answer (PdSandboxCall *call, const PdSandboxForm *form, const char *refusal)
{
  const char *sentence = void_sentence (form->status);
  PdGatewayAnswer *answer;

  if (form->red != NULL)
    answer = pd_sandbox_issued_answer (call, form->red);
  else if (sentence != NULL)
    {
      answer = pd_gateway_answer_new (PD_GATEWAY_FAILED, PD_GATEWAY_NEXT_FIX, sentence);
      answer->is_spent = TRUE;
    }
  else
    answer = pd_gateway_answer_new (PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY,
                                    is_waiting (form) ? "待对方确认" : "待开具红字发票");
  if (answer == NULL)
    return NULL;
  if (refusal != NULL)
    {
      g_free (answer->reason);
      answer->reason = g_strdup (refusal);
    }
  answer->serial = g_strdup (form->uuid);
  answer->form_uuid = g_strdup (form->uuid);
  answer->form_number = g_strdup (form->number);
  answer->form_status = g_strdup (form->status);
  answer->confirmed_at = form->confirmed_at;
  return answer;
}

static PdGatewayAnswer *
answer_of (PdSandboxCall *call, const char *uuid, const char *refusal)
{
  g_autoptr (PdSandboxForm) form = call->failed ? NULL : pd_sandbox_find_form (call, NULL, uuid);

  return form != NULL ? form_answer (call, form, refusal) : NULL;
}

/* Steps */

/*< private >
 * pd_sandbox_set_status: one of the bureau's two digits; a form that ends gives back what it spoke for
 */
void
pd_sandbox_set_status (PdSandboxCall *call, const PdSandboxForm *form, const char *status)
{
  pd_sandbox_check (call, pd_gateway_book_run (call->sandbox->book,
                                               "UPDATE form SET status = ?1, due_at = NULL, confirmed_at ="
                                               " CASE WHEN ?1 = '" CONFIRMED "' THEN ?2 ELSE confirmed_at END"
                                               " WHERE uuid = ?3",
                                               "tit", status, call->now, form->uuid));
}

/* A reversal in the month of the invoice gives its quota back; a later one does not (standards, "Red-letter"). */
static gboolean
gives_back (const PdRecord *blue, gint64 at)
{
  g_autofree char *date = pd_date_in_china (at);
  const char *blue_date = pd_record_get_text (blue, PD_INVOICE_ISSUE_DATE);

  return blue_date != NULL && strncmp (date, blue_date, 7) == 0;
}

static guint
province_of (const char *number)
{
  return (guint) (g_ascii_digit_value (number[2]) * 10 + g_ascii_digit_value (number[3]));
}

/*< private >
 * pd_sandbox_issue_red: @at: microseconds, UTC. The red invoice of a form that both sides agree on; once.
 */
void
pd_sandbox_issue_red (PdSandboxCall *call, const char *uuid, gint64 at)
{
  PdGatewayBook *book = call->sandbox->book;
  g_autoptr (PdSandboxForm) form = pd_sandbox_find_form (call, NULL, uuid);

  if (form == NULL || form->red != NULL || !is_agreed (form))
    return;

  gboolean ours = form->key != NULL && !is_played (call, form->blue);
  g_autofree char *key = ours ? g_strdup (form->key) : g_strconcat (PD_SANDBOX_PLAYED, form->uuid, NULL);
  g_autoptr (PdRecord) blue = pd_sandbox_read_invoice (call, form->blue);

  if (!pd_sandbox_check (call, blue != NULL))
    return;

  g_autoptr (PdRecord) red = pd_sandbox_make_red (blue, form->content, form->number);
  g_autofree char *number =
      pd_sandbox_write_invoice (call, key, red, province_of (form->blue), at, gives_back (blue, at));

  pd_sandbox_check (call,
                    number != NULL &&
                        pd_gateway_book_run (book, "INSERT INTO red_of VALUES (?, ?, ?)", "ttt", number,
                                             form->blue, form->uuid) &&
                        pd_gateway_book_run (book, "UPDATE form SET red = ?, due_at = NULL WHERE uuid = ?",
                                             "tt", number, form->uuid));
}

/*< private >
 * pd_sandbox_issue_red_in_time: at once, after a while, or, when it pends, not before somebody asks for it
 */
void
pd_sandbox_issue_red_in_time (PdSandboxCall *call, const char *uuid)
{
  gint64 slow = pd_sandbox_setting (call, PD_GATEWAY_SANDBOX_SET_SLOW);

  if (call->fault == PD_GATEWAY_FAULT_PENDING)
    return;
  if (slow > 0)
    pd_sandbox_check (call,
                      pd_gateway_book_run (call->sandbox->book, "UPDATE form SET due_at = ? WHERE uuid = ?",
                                           "it", call->now + slow, uuid));
  else
    pd_sandbox_issue_red (call, uuid, call->now);
}

static void
settle_form (PdSandboxCall *call, const PdSandboxForm *form, gint64 due_at)
{
  if (is_waiting (form))
    pd_sandbox_set_status (call, form, "07");
  else
    pd_sandbox_issue_red (call, form->uuid, due_at);
}

/*< private >
 * pd_sandbox_settle_forms: what nobody confirmed in time is void; what was slow is issued
 */
void
pd_sandbox_settle_forms (PdSandboxCall *call)
{
  while (!call->failed)
    {
      sqlite3_stmt *statement =
          pd_gateway_book_query (call->sandbox->book,
                                 "SELECT " PD_SANDBOX_FORM_COLUMNS
                                 ", due_at FROM form WHERE due_at IS NOT NULL AND due_at <= ?"
                                 " ORDER BY due_at, uuid LIMIT 1",
                                 "i", call->now);
      gboolean is_due = pd_sandbox_row (call, statement);
      g_autoptr (PdSandboxForm) form = is_due ? pd_sandbox_read_form (statement) : NULL;
      gint64 due_at = is_due ? sqlite3_column_int64 (statement, 12) : 0;

      sqlite3_finalize (statement);
      if (form == NULL)
        {
          pd_sandbox_check (call, !is_due);
          return;
        }
      settle_form (call, form, due_at);
    }
}

/* Entering */

static gint64
next_form (PdSandboxCall *call)
{
  return 1 +
         pd_sandbox_integer (call,
                             pd_gateway_book_query (call->sandbox->book, "SELECT count (*) FROM form", ""),
                             0);
}

static char *
hash_of (const char *number)
{
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, number, -1);

  return g_strndup (hash, 32);
}

static void
write_lines (PdSandboxCall *call, const PdRecord *form, const char *uuid)
{
  GPtrArray *lines = pd_record_get_lines (form);

  for (guint i = 0; i < lines->len && !call->failed; i++)
    {
      const PdRecord *line = g_ptr_array_index (lines, i);

      pd_sandbox_check (call,
                        pd_gateway_book_run (call->sandbox->book,
                                             "INSERT INTO form_line VALUES (?, ?, ?, ?, ?)", "tiiit", uuid,
                                             pd_record_get_integer (line, PD_RED_FORM_LINE_BLUE_LINE),
                                             pd_record_get_integer (line, PD_RED_FORM_LINE_NET_AMOUNT),
                                             pd_record_get_integer (line, PD_RED_FORM_LINE_TAX_AMOUNT),
                                             pd_record_get_text (line, PD_RED_FORM_LINE_QUANTITY)));
    }
}

/*< private >
 * pd_sandbox_enter:
 * @form: one that is not refused
 * @key: (nullable): ours; %NULL for what the played other side enters
 * @status: the bureau's two digits
 *
 * Returns: (transfer full): its uuid
 */
char *
pd_sandbox_enter (PdSandboxCall *call,
                  const PdRecord *blue,
                  const PdRecord *form,
                  const char *key,
                  const char *status)
{
  const char *blue_number = pd_record_get_text (blue, PD_INVOICE_NUMBER);
  g_autofree char *content = pd_wire_record_to_text (form);
  g_autofree char *today = pd_date_in_china (call->now);
  gint64 deadline = call->now + TO_CONFIRM;
  gboolean waits = !g_str_equal (status, ALONE);
  g_autofree char *number =
      g_strdup_printf ("%02u0000%.2s%.2s%.2s%08" G_GINT64_FORMAT, province_of (blue_number), today + 2,
                       today + 5, today + 8, next_form (call));
  char *uuid = hash_of (number);

  pd_sandbox_check (
      call,
      pd_gateway_book_run (call->sandbox->book,
                           "INSERT INTO form (uuid, number, key, own, status, entered_by, blue, entered_at,"
                           " deadline, due_at, content)"
                           " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, nullif (?, 0), ?)",
                           "tttitttiiit", uuid, number, key, (gint64) (key != NULL), status,
                           pd_record_get_text (form, PD_RED_FORM_ENTERED_BY), blue_number, call->now,
                           waits ? deadline : (gint64) 0, waits ? deadline : (gint64) 0, content));
  write_lines (call, form, uuid);
  return uuid;
}

/* Whether the seller needs nobody's word: neither used nor booked. */
static const char *
first_status (PdSandboxCall *call, const PdRecord *blue, const PdRecord *form)
{
  if (g_strcmp0 (pd_record_get_text (form, PD_RED_FORM_ENTERED_BY), PD_RED_FORM_SIDE_BUYER) == 0)
    return BUYER_ENTERED;
  return pd_sandbox_is_booked (call, pd_record_get_text (blue, PD_INVOICE_NUMBER)) ? SELLER_ENTERED : ALONE;
}

static PdGatewayAnswer *
refused (const char *code, const char *sentence)
{
  PdGatewayAnswer *answer = pd_gateway_answer_new (PD_GATEWAY_FAILED, PD_GATEWAY_NEXT_FIX, sentence);

  answer->code = g_strdup (code);
  return answer;
}

static PdGatewayAnswer *
apply (PdSandboxCall *call, const PdGatewayForm *asked)
{
  const char *number = pd_record_get_text (asked->form, PD_RED_FORM_BLUE_NUMBER);
  g_autoptr (PdRecord) blue = number != NULL ? pd_sandbox_read_invoice (call, number) : NULL;
  g_autofree char *sentence = NULL;
  g_autofree char *uuid = NULL;
  const char *status;

  if (blue == NULL)
    return call->failed ? NULL : refused ("E9500", "未查询到对应的蓝字发票");
  if (g_strcmp0 (pd_record_get_text (asked->form, PD_RED_FORM_ENTERED_BY), PD_RED_FORM_SIDE_SELLER) == 0 &&
      is_played (call, number))
    return refused (NULL, "只有发票的销售方可以由销售方身份发起红冲");
  sentence = pd_sandbox_refuse_form (call, blue, asked->form);
  if (call->failed)
    return NULL;
  if (sentence != NULL)
    return refused (pd_record_get_integer (blue, PD_INVOICE_GROSS_AMOUNT) < 0 ? "E9103" : NULL, sentence);
  status = first_status (call, blue, asked->form);
  uuid = pd_sandbox_enter (call, blue, asked->form, asked->key, status);
  if (g_str_equal (status, ALONE))
    pd_sandbox_issue_red_in_time (call, uuid);
  return answer_of (call, uuid, NULL);
}

/*< private >
 * pd_sandbox_apply_work: @data: a PdGatewayForm. What is refused is not kept under its key.
 */
PdGatewayAnswer *
pd_sandbox_apply_work (PdSandboxCall *call, gconstpointer data)
{
  const PdGatewayForm *asked = data;
  g_autoptr (PdSandboxForm) form = pd_sandbox_find_form (call, asked->key, NULL);

  if (form != NULL)
    return form_answer (call, form, NULL);
  if (call->failed)
    return NULL;
  if (!pd_sandbox_is_signed_in (call))
    return pd_sandbox_wait_for_sign_in ();
  return apply (call, asked);
}

static PdGatewayAnswer *
no_form (PdSandboxCall *call)
{
  return call->failed ? NULL
                      : pd_gateway_answer_new (PD_GATEWAY_NOT_SENT, PD_GATEWAY_NEXT_SEND,
                                               _ ("The tax bureau has no such red-letter form."));
}

/*< private >
 * pd_sandbox_query_form_work: @data: a PdGatewayForm
 */
PdGatewayAnswer *
pd_sandbox_query_form_work (PdSandboxCall *call, gconstpointer data)
{
  g_autoptr (PdSandboxForm) form = find_asked (call, data);

  return form != NULL ? form_answer (call, form, NULL) : no_form (call);
}

/* Actions. Each returns why it is not done, and %NULL when it is. */

static const char *
confirm (PdSandboxCall *call, const PdSandboxForm *form)
{
  if (form->own)
    return "不能确认本方录入的红字确认单";
  if (g_str_equal (form->status, CONFIRMED))
    return NULL;
  if (!is_waiting (form))
    return "红字确认单的状态不满足确认条件";
  pd_sandbox_set_status (call, form, CONFIRMED);
  pd_sandbox_issue_red_in_time (call, form->uuid);
  return NULL;
}

static const char *
reject (PdSandboxCall *call, const PdSandboxForm *form)
{
  if (form->own)
    return "不能否认本方录入的红字确认单";
  if (!is_waiting (form))
    return "红字确认单的状态不满足确认条件";
  pd_sandbox_set_status (call, form, g_str_equal (form->status, SELLER_ENTERED) ? "05" : "06");
  return NULL;
}

static const char *
withdraw (PdSandboxCall *call, const PdSandboxForm *form)
{
  if (!form->own)
    return "只有发起方可以撤销红字确认单";
  if (form->red != NULL)
    return "红字发票已开具，不能撤销";
  if (!is_waiting (form) && !is_agreed (form))
    return "红字确认单的状态不满足撤销条件";
  pd_sandbox_set_status (call, form, g_str_equal (form->status, CONFIRMED) ? "09" : "08");
  return NULL;
}

static const char *
issue (PdSandboxCall *call, const PdSandboxForm *form)
{
  if (form->red != NULL)
    return NULL;
  if (!is_agreed (form))
    return "红字确认单的状态不满足开具条件，无法开具红字发票";
  if (is_played (call, form->blue))
    return "红字发票应由销售方开具";
  pd_sandbox_issue_red (call, form->uuid, call->now);
  return NULL;
}

static const char *
act (PdSandboxCall *call, const PdSandboxForm *form, PdGatewayFormAction action)
{
  switch (action)
    {
    case PD_GATEWAY_FORM_CONFIRM:
      return confirm (call, form);
    case PD_GATEWAY_FORM_REJECT:
      return reject (call, form);
    case PD_GATEWAY_FORM_WITHDRAW:
      return withdraw (call, form);
    case PD_GATEWAY_FORM_ISSUE:
    default:
      return issue (call, form);
    }
}

/*< private >
 * pd_sandbox_act_work:
 * @data: a PdSandboxAct
 *
 * What is not to be had is told as the reason in an answer that says how the form stands.
 */
PdGatewayAnswer *
pd_sandbox_act_work (PdSandboxCall *call, gconstpointer data)
{
  const PdSandboxAct *asked = data;
  g_autoptr (PdSandboxForm) form = find_asked (call, asked->form);
  const char *refusal;

  if (form == NULL)
    return no_form (call);
  if (!pd_sandbox_is_signed_in (call))
    return pd_sandbox_wait_for_sign_in ();
  /* From here on it is known by our key, and so is its red invoice. */
  if (form->key == NULL)
    pd_sandbox_check (call,
                      pd_gateway_book_run (call->sandbox->book, "UPDATE form SET key = ? WHERE uuid = ?",
                                           "tt", asked->form->key, form->uuid));
  refusal = act (call, form, asked->action);
  return answer_of (call, form->uuid, refusal);
}
