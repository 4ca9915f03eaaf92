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
check_delivery (const PdRecord *delivery, PdRequired level, GPtrArray *problems)
{
  const char *recipient = pd_record_get_text (delivery, PD_DELIVERY_RECIPIENT);

  if (recipient != NULL && !pd_mail_address_is_valid (recipient))
    pd_problem_add (problems, delivery, FALSE, PD_DELIVERY_RECIPIENT, PD_PROBLEM_ERROR,
                    _ ("This is not a mail address. One looks like name@example.com."));
  check_copies (delivery, problems);
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
