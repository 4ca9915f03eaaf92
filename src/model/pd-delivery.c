/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-delivery.h"

#include "model/pd-id.h"
#include "model/pd-invoice.h"
#include "model/pd-mail-address.h"
#include "model/pd-problem.h"

#include <glib/gi18n-lib.h>
#include <string.h>

const PdChoice pd_delivery_state_choices[] = {
  { PD_DELIVERY_STATE_WAITING, N_ ("Waiting to be mailed") },
  { PD_DELIVERY_STATE_SENDING, N_ ("Being mailed") },
  { PD_DELIVERY_STATE_SENT, N_ ("Mailed") },
  { PD_DELIVERY_STATE_REFUSED, N_ ("Mail refused") },
  { PD_DELIVERY_STATE_FAILED, N_ ("Not mailed") },
  { PD_DELIVERY_STATE_UNCERTAIN, N_ ("May have arrived") },
  { PD_DELIVERY_STATE_CANCELLED, N_ ("Mailing cancelled") },
  { NULL, NULL },
};

const PdChoice pd_delivery_language_choices[] = {
  { PD_DELIVERY_LANGUAGE_CHINESE, N_ ("Chinese") },
  { PD_DELIVERY_LANGUAGE_ENGLISH, N_ ("English") },
  { NULL, NULL },
};

static void
check_copies (const PdRecord *delivery, GPtrArray *problems)
{
  const char *text = pd_record_get_text (delivery, PD_DELIVERY_COPIES);
  g_auto (GStrv) copies = pd_mail_addresses_split (text);
  g_autofree char *plain = pd_mail_addresses_plain (text);

  if (g_strv_length (copies) > PD_DELIVERY_MAX_COPIES)
    pd_problem_add (problems, delivery, FALSE, PD_DELIVERY_COPIES, PD_PROBLEM_ERROR,
                    _ ("A mail may go to at most %d other addresses. Send another mail to the rest."),
                    PD_DELIVERY_MAX_COPIES);
  for (guint i = 0; copies[i] != NULL; i++)
    if (!pd_mail_address_is_valid (copies[i]))
      {
        pd_problem_add (problems, delivery, FALSE, PD_DELIVERY_COPIES, PD_PROBLEM_ERROR,
                        _ ("One of these is not a mail address. Write commas between them."));
        return;
      }
  /* What is stored is what was looked at: nothing hides between the addresses. */
  if (text != NULL && g_strcmp0 (text, plain) != 0)
    pd_problem_add (problems, delivery, FALSE, PD_DELIVERY_COPIES, PD_PROBLEM_ERROR,
                    _ ("The value is not in the form that this field has."));
}

static void
check_files (const PdRecord *delivery, GPtrArray *problems)
{
  const char *text = pd_record_get_text (delivery, PD_DELIVERY_FILES);
  PdDeliveryFiles files;
  g_autofree char *plain = NULL;

  if (text == NULL)
    return;
  if (pd_delivery_files_parse (text, &files))
    plain = pd_delivery_files_to_text (files);
  if (g_strcmp0 (plain, text) != 0)
    pd_problem_add (problems, delivery, FALSE, PD_DELIVERY_FILES, PD_PROBLEM_ERROR,
                    _ ("The files of a mail are pdf, ofd and xml, with commas between them."));
}

static void
check_delivery (const PdRecord *delivery, PdRequired level, GPtrArray *problems)
{
  const char *recipient = pd_record_get_text (delivery, PD_DELIVERY_RECIPIENT);

  if (recipient != NULL && !pd_mail_address_is_valid (recipient))
    pd_problem_add (problems, delivery, FALSE, PD_DELIVERY_RECIPIENT, PD_PROBLEM_ERROR,
                    _ ("This is not a mail address. One looks like name@example.com."));
  check_copies (delivery, problems);
  check_files (delivery, problems);
}

#define F PD_FIELD_STRUCT
static const PdField delivery_fields[] = { PD_DELIVERY_FIELDS (F) };
#undef F

const PdRecordType pd_delivery_type = {
  .name = "delivery",
  .table = "deliveries",
  .label = N_ ("Delivery by mail"),
  .fields = delivery_fields,
  .n_fields = PD_DELIVERY_N_FIELDS,
  .title_field = PD_DELIVERY_RECIPIENT,
  .state_field = PD_DELIVERY_STATE,
  .initial_state = PD_DELIVERY_STATE_WAITING,
  .check = check_delivery,
};

/**
 * pd_delivery_new:
 * @now: microseconds since 1970 in UTC
 * @date: the business date of the asking, "YYYY-MM-DD"
 * @invoice: whose files are to be mailed; it need not be issued yet
 * @recipient: one address, as a person wrote it
 * @copies: (nullable): other addresses that get the same mail, as a person wrote them
 *
 * Returns: (transfer full): a delivery that waits; pd_record_check() tells what is wrong with its addresses
 */
PdRecord *
pd_delivery_new (gint64 now,
                 const char *date,
                 const PdRecord *invoice,
                 const char *recipient,
                 const char *copies)
{
  g_autofree char *id = pd_id_new (now);
  g_autofree char *address = pd_mail_address_plain (recipient);
  g_autofree char *addresses = pd_mail_addresses_plain (copies);
  PdRecord *delivery = pd_record_new (&pd_delivery_type, id);

  pd_record_set_text (delivery, PD_DELIVERY_INVOICE_ID, pd_record_get_id (invoice));
  pd_record_set_text (delivery, PD_DELIVERY_INVOICE_NUMBER, pd_record_get_text (invoice, PD_INVOICE_NUMBER));
  pd_record_set_text (delivery, PD_DELIVERY_DATE, date);
  pd_record_set_text (delivery, PD_DELIVERY_RECIPIENT, address);
  pd_record_set_text (delivery, PD_DELIVERY_COPIES, addresses);
  pd_record_set_text (delivery, PD_DELIVERY_STATE, PD_DELIVERY_STATE_WAITING);
  return delivery;
}

/* In the order in which they are kept and attached. */
static const struct
{
  PdDeliveryFiles file;
  const char *name;
  guint field; /* of the invoice, which names the file by its hash */
} file_kinds[] = {
  { PD_DELIVERY_FILES_PDF, "pdf", PD_INVOICE_PDF_HASH },
  { PD_DELIVERY_FILES_OFD, "ofd", PD_INVOICE_OFD_HASH },
  { PD_DELIVERY_FILES_XML, "xml", PD_INVOICE_XML_HASH },
};

static PdDeliveryFiles
find_file (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (file_kinds); i++)
    if (g_ascii_strcasecmp (file_kinds[i].name, name) == 0)
      return file_kinds[i].file;
  return 0;
}

/**
 * pd_delivery_files_parse:
 * @text: as a person wrote it: "pdf,xml", in any order and either case
 * @files: (out): which files these are
 *
 * Returns: %FALSE when one of the words is no kind of file, or there is none
 */
gboolean
pd_delivery_files_parse (const char *text, PdDeliveryFiles *files)
{
  g_auto (GStrv) words = g_strsplit (text, ",", 8);

  *files = 0;
  for (guint i = 0; words[i] != NULL; i++)
    {
      PdDeliveryFiles file = find_file (g_strstrip (words[i]));

      if (file == 0)
        return FALSE;
      *files |= file;
    }
  return *files != 0;
}

/**
 * pd_delivery_files_to_text:
 * @files: which files
 *
 * Returns: (transfer full) (nullable): what is kept in %PD_DELIVERY_FILES, as "pdf,xml"; %NULL for all that there are
 */
char *
pd_delivery_files_to_text (PdDeliveryFiles files)
{
  GString *text;

  if ((files & PD_DELIVERY_FILES_ALL) == PD_DELIVERY_FILES_ALL || (files & PD_DELIVERY_FILES_ALL) == 0)
    return NULL;
  text = g_string_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (file_kinds); i++)
    if (files & file_kinds[i].file)
      g_string_append_printf (text, "%s%s", text->len > 0 ? "," : "", file_kinds[i].name);
  return g_string_free (text, FALSE);
}

/**
 * pd_delivery_get_files:
 * @delivery: a delivery
 *
 * Returns: which files were chosen for it; all when nobody chose
 */
PdDeliveryFiles
pd_delivery_get_files (const PdRecord *delivery)
{
  const char *text = pd_record_get_text (delivery, PD_DELIVERY_FILES);
  PdDeliveryFiles files;

  return text != NULL && pd_delivery_files_parse (text, &files) ? files : PD_DELIVERY_FILES_ALL;
}

/**
 * pd_delivery_files_of_invoice:
 * @invoice: an invoice
 *
 * Returns: which files the tax bureau has made of it so far
 */
PdDeliveryFiles
pd_delivery_files_of_invoice (const PdRecord *invoice)
{
  PdDeliveryFiles files = 0;

  for (guint i = 0; i < G_N_ELEMENTS (file_kinds); i++)
    if (pd_record_has (invoice, file_kinds[i].field))
      files |= file_kinds[i].file;
  return files;
}
