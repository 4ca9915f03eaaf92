/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-invoice-next.h"

#include "model/pd-date.h"
#include "model/pd-invoice.h"
#include "model/pd-mail-address.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The number of a fully digitalised invoice (standards, "Numbers"). */
#define NUMBER_LENGTH 20

G_DEFINE_QUARK (pd - invoice - next - error - quark, pd_invoice_next_error)

/* What happens next and who does it, by the state and the step; the first that fits. */
static const struct
{
  const char *state; /* NULL: any */
  const char *next;  /* NULL: any, or none */
  const char *sentence;
} sentences[] = {
  { PD_INVOICE_STATE_DRAFT, NULL, N_ ("Nobody has asked for this invoice yet.") },
  { NULL, PD_INVOICE_NEXT_SIGN_IN,
    N_ ("Somebody who issues signs in at the tax bureau. Then the platform sends it by itself.") },
  { NULL, PD_INVOICE_NEXT_CONFIGURE,
    N_ ("An administrator mends the connection to the tax bureau. Then it goes on by itself.") },
  { NULL, PD_INVOICE_NEXT_QUOTA,
    N_ ("What is left of the month's quota does not cover it. Have the quota raised at the tax bureau, or "
        "wait for the "
        "next month: then the platform sends it by itself.") },
  { NULL, PD_INVOICE_NEXT_RETRY,
    N_ ("The platform has the same request tried again by itself. No second invoice can come of it.") },
  { PD_INVOICE_STATE_ISSUED, PD_INVOICE_NEXT_DECIDE,
    N_ ("Finance compares the invoice with its order, and reverses it if it is wrong.") },
  { NULL, PD_INVOICE_NEXT_DECIDE,
    N_ ("Finance looks on the tax bureau's own pages whether there is an invoice, and says here what was "
        "found.") },
  { PD_INVOICE_STATE_SUPERSEDED, NULL, N_ ("Nothing: its order was asked for again, as another invoice.") },
  { PD_INVOICE_STATE_FAILED, NULL,
    N_ ("Whoever enters orders corrects the order; then finance issues it again.") },
  { PD_INVOICE_STATE_UNKNOWN, NULL,
    N_ ("The platform asks the tax bureau by itself. Until the answer is there, do not issue it anywhere "
        "else.") },
  { PD_INVOICE_STATE_SUBMITTED, NULL,
    N_ ("The tax bureau works on it. The platform asks for the outcome by itself.") },
  { PD_INVOICE_STATE_WAITING, NULL,
    N_ ("Somebody who issues signs in at the tax bureau. Then the platform sends it by itself.") },
  { PD_INVOICE_STATE_QUEUED, NULL, N_ ("The platform sends it to the tax bureau by itself.") },
};

/**
 * pd_invoice_next_sentence:
 * @invoice: an invoice
 *
 * Returns: (nullable) (transfer none): what happens next and who does it, translated; %NULL when all is done
 */
const char *
pd_invoice_next_sentence (const PdRecord *invoice)
{
  const char *state = pd_record_get_state (invoice);
  const char *next = pd_record_get_text (invoice, PD_INVOICE_NEXT_STEP);

  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++)
    if ((sentences[i].state == NULL || g_strcmp0 (sentences[i].state, state) == 0) &&
        (sentences[i].next == NULL || g_strcmp0 (sentences[i].next, next) == 0))
      return _ (sentences[i].sentence);
  if (g_strcmp0 (state, PD_INVOICE_STATE_ISSUED) == 0 && !pd_record_has (invoice, PD_INVOICE_PDF_HASH) &&
      pd_record_get_list (invoice, PD_INVOICE_LIST_STAGES)->len > 0)
    return _ ("It is issued. The platform fetches its files by itself.");
  return NULL;
}

/**
 * pd_invoice_is_asked_for:
 * @invoice: an invoice
 *
 * Returns: whether it was sent, so that trying now means asking the bureau for the outcome, and sending nothing
 */
gboolean
pd_invoice_is_asked_for (const PdRecord *invoice)
{
  const char *state = pd_record_get_state (invoice);

  return g_strcmp0 (state, PD_INVOICE_STATE_SUBMITTED) == 0 ||
         g_strcmp0 (state, PD_INVOICE_STATE_UNKNOWN) == 0;
}

/**
 * pd_invoice_check_declaration:
 * @number: what a person read on the bureau's pages as the invoice's number; blanks in it do not count
 * @date: (nullable): the date of issue in any common form; %NULL or "" for today
 * @error: return location for a #PdInvoiceNextError
 *
 * Returns: (transfer full) (nullable): the words that the command "declare_issued" takes
 */
char *
pd_invoice_check_declaration (const char *number, const char *date, GError **error)
{
  g_autoptr (GString) digits = g_string_new (NULL);
  g_autofree char *day = NULL;

  for (const char *c = number; *c != '\0'; c++)
    if (*c != ' ')
      g_string_append_c (digits, *c);
  if (digits->len != NUMBER_LENGTH || strspn (digits->str, "0123456789") != NUMBER_LENGTH)
    {
      g_set_error_literal (error, PD_INVOICE_NEXT_ERROR, PD_INVOICE_NEXT_ERROR_NUMBER,
                           _ ("The number of an invoice has 20 digits."));
      return NULL;
    }
  if (date == NULL || *date == '\0')
    return g_strdup (digits->str);
  if (!pd_date_canonicalize (date, &day, NULL))
    {
      g_set_error_literal (error, PD_INVOICE_NEXT_ERROR, PD_INVOICE_NEXT_ERROR_DATE,
                           _ ("A date is written as 2026-11-20."));
      return NULL;
    }
  return g_strdup_printf ("%s %s", digits->str, day);
}

/* A mobile number of the mainland: 11 digits, the first of them 1. */
#define PHONE_LENGTH 11

/**
 * pd_invoice_recipient_is_phone:
 * @recipient: from pd_invoice_check_recipient()
 *
 * Returns: whether it is a mobile number, for a text message; else it is an address, for a mail
 */
gboolean
pd_invoice_recipient_is_phone (const char *recipient)
{
  return *recipient == '1' && strlen (recipient) == PHONE_LENGTH &&
         strspn (recipient, "0123456789") == PHONE_LENGTH;
}

/**
 * pd_invoice_check_recipient:
 * @text: where a provider is to send an issued invoice once more, as a person wrote it
 * @error: return location for a #PdInvoiceNextError
 *
 * One mail address or one mobile number; blanks and hyphens in a number do not count.
 *
 * Returns: (transfer full) (nullable): the words that the command "redeliver" takes
 */
char *
pd_invoice_check_recipient (const char *text, GError **error)
{
  g_autofree char *recipient = g_strstrip (g_strdup (text));
  g_autoptr (GString) digits = g_string_new (NULL);

  for (const char *c = recipient; *c != '\0'; c++)
    if (*c != ' ' && *c != '-')
      g_string_append_c (digits, *c);
  if (pd_invoice_recipient_is_phone (digits->str))
    return g_strdup (digits->str);
  if (pd_mail_address_is_valid (recipient))
    return g_steal_pointer (&recipient);
  g_set_error_literal (error, PD_INVOICE_NEXT_ERROR, PD_INVOICE_NEXT_ERROR_RECIPIENT,
                       _ ("Give one mail address, or one mobile number of 11 digits."));
  return NULL;
}
