/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-verification.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "model/pd-date.h"
#include "model/pd-invoice-number.h"
#include "model/pd-money.h"

#define CHINA_OFFSET (8 * G_TIME_SPAN_HOUR)
#define CHECK_LENGTH 6

G_DEFINE_QUARK (pd - verification - error - quark, pd_verification_error)

#define CODE PD_VERIFICATION_CODE
#define NET PD_VERIFICATION_NET
#define GROSS PD_VERIFICATION_GROSS
#define CHECK PD_VERIFICATION_CHECK

/* 查验 inputs by kind. Source: standards, "Verification" (乐企发票查验能力说明文档). */
static const PdVerificationKind kinds[] = {
  { "01", N_ ("Special VAT invoice on paper"), 8, CODE | NET },
  { "02", N_ ("Special VAT invoice for freight"), 8, CODE | NET },
  { "03", N_ ("Motor vehicle invoice"), 8, CODE | NET },
  { "04", N_ ("Ordinary VAT invoice on paper"), 8, CODE | CHECK },
  { "08", N_ ("Electronic special VAT invoice"), 8, CODE | NET },
  { "10", N_ ("Electronic ordinary VAT invoice"), 8, CODE | CHECK },
  { "11", N_ ("Ordinary VAT invoice on a roll"), 8, CODE | CHECK },
  { "14", N_ ("Toll invoice"), 8, CODE | CHECK },
  { "15", N_ ("Used car invoice"), 8, CODE | GROSS },
  { "51", N_ ("Digital railway ticket"), 20, GROSS },
  { "61", N_ ("Digital air itinerary"), 20, GROSS },
  { "81", N_ ("Digital special VAT invoice"), 20, GROSS },
  { "82", N_ ("Digital ordinary invoice"), 20, GROSS },
  { "83", N_ ("Digital motor vehicle invoice"), 20, GROSS },
  { "84", N_ ("Digital used car invoice"), 20, GROSS },
  { "85", N_ ("Digital special invoice on paper"), 8, CODE | NET },
  { "86", N_ ("Digital ordinary invoice on paper"), 8, CODE | CHECK },
  { "87", N_ ("Digital motor vehicle invoice on paper"), 8, CODE | NET },
  { "88", N_ ("Digital used car invoice on paper"), 8, CODE | GROSS },
};

/**
 * pd_verification_kinds:
 * @n_kinds: (out): how many
 *
 * Returns: (transfer none): the kinds that can be verified
 */
const PdVerificationKind *
pd_verification_kinds (guint *n_kinds)
{
  *n_kinds = G_N_ELEMENTS (kinds);
  return kinds;
}

/**
 * pd_verification_kind_find:
 * @type: (nullable): the bureau's two digits
 *
 * Returns: (transfer none) (nullable): the kind
 */
const PdVerificationKind *
pd_verification_kind_find (const char *type)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (kinds[i].type, type) == 0)
      return &kinds[i];
  return NULL;
}

/**
 * pd_verification_kind_from_qr:
 * @qr_type: (nullable): the type in an invoice's QR code
 *
 * The QR code of a digital invoice counts otherwise: 31 and 32 are 81 and 82. Source: standards, "Verification".
 *
 * Returns: (transfer none) (nullable): the kind
 */
const PdVerificationKind *
pd_verification_kind_from_qr (const char *qr_type)
{
  if (g_strcmp0 (qr_type, "31") == 0)
    return pd_verification_kind_find ("81");
  if (g_strcmp0 (qr_type, "32") == 0)
    return pd_verification_kind_find ("82");
  return pd_verification_kind_find (qr_type);
}

/**
 * pd_verification_kind_guess:
 * @code: (nullable): the invoice code
 * @number: the invoice number
 *
 * What kind of invoice a code and a number are of, as far as they tell. A digital one may be special or ordinary: both
 * are asked for in the same way.
 *
 * Returns: (transfer none) (nullable): the kind; %NULL when they do not tell
 */
const PdVerificationKind *
pd_verification_kind_guess (const char *code, const char *number)
{
  PdInvoiceNumber parsed;

  if (number == NULL || !pd_invoice_number_parse (code, number, &parsed, NULL))
    return NULL;
  if (strlen (number) == 20)
    return pd_verification_kind_find ("82");
  switch (parsed.type)
    {
    case PD_INVOICE_NUMBER_TYPE_ORDINARY_FOLDED:
      return pd_verification_kind_find ("04");
    case PD_INVOICE_NUMBER_TYPE_ORDINARY_ROLL:
      return pd_verification_kind_find ("11");
    case PD_INVOICE_NUMBER_TYPE_ORDINARY_ELECTRONIC:
      return pd_verification_kind_find ("10");
    case PD_INVOICE_NUMBER_TYPE_TOLL:
      return pd_verification_kind_find ("14");
    case PD_INVOICE_NUMBER_TYPE_SPECIAL_ELECTRONIC:
      return pd_verification_kind_find ("08");
    case PD_INVOICE_NUMBER_TYPE_USED_CAR:
      return pd_verification_kind_find ("15");
    case PD_INVOICE_NUMBER_TYPE_PAPER: /* special or ordinary: only the paper tells */
    case PD_INVOICE_NUMBER_TYPE_UNKNOWN:
    default:
      return NULL;
    }
}

static gboolean
is_digits (const char *text, gsize least, gsize most)
{
  gsize length = text != NULL ? strlen (text) : 0;

  return length >= least && length <= most && strspn (text, "0123456789") == length;
}

static gboolean
is_check (const char *text)
{
  gsize length = text != NULL ? strlen (text) : 0;

  if (length < CHECK_LENGTH || length > 32)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (text[i]))
      return FALSE;
  return TRUE;
}

static gboolean
fail (GError **error, PdVerificationError code, const char *message)
{
  g_set_error_literal (error, PD_VERIFICATION_ERROR, code, message);
  return FALSE;
}

/**
 * pd_verification_check:
 * @input: what is known of an invoice
 * @error: return location for an error: what is missing or wrong, for a person
 *
 * Looks whether everything is there that the bureau asks for, so that none of the five checks of a day is wasted.
 *
 * Returns: whether it may be asked
 */
gboolean
pd_verification_check (const PdVerificationInput *input, GError **error)
{
  guint year, month, day;

  if (input->kind == NULL)
    return fail (error, PD_VERIFICATION_ERROR_MISSING, _ ("Choose the kind of invoice."));
  if (!is_digits (input->number, input->kind->number_digits, input->kind->number_digits))
    {
      g_set_error (error, PD_VERIFICATION_ERROR, PD_VERIFICATION_ERROR_FORMAT,
                   _ ("The number of this kind of invoice has %u digits."), input->kind->number_digits);
      return FALSE;
    }
  if (input->date == NULL || !pd_date_parts (input->date, &year, &month, &day))
    return fail (error, PD_VERIFICATION_ERROR_MISSING, _ ("Enter the date of issue."));
  if (input->kind->inputs & CODE && !is_digits (input->code, 10, 12))
    return fail (error, PD_VERIFICATION_ERROR_FORMAT, _ ("Enter the invoice code of 10 or 12 digits."));
  if (input->kind->inputs & NET && !input->has_amount)
    return fail (error, PD_VERIFICATION_ERROR_MISSING, _ ("Enter the amount without tax."));
  if (input->kind->inputs & GROSS && !input->has_amount)
    return fail (error, PD_VERIFICATION_ERROR_MISSING, _ ("Enter the total with tax."));
  if (input->kind->inputs & (NET | GROSS) && ABS (input->amount) > PD_MONEY_MAX)
    return fail (error, PD_VERIFICATION_ERROR_FORMAT, _ ("The amount is too large."));
  if (input->kind->inputs & CHECK && !is_check (input->check))
    return fail (error, PD_VERIFICATION_ERROR_FORMAT, _ ("Enter the last six characters of the check code."));
  return TRUE;
}

/**
 * pd_verification_key:
 * @input: what is known of an invoice
 *
 * What the bureau counts the checks of a day by: the invoice, however it is asked for.
 *
 * Returns: (transfer full): code and number
 */
char *
pd_verification_key (const PdVerificationInput *input)
{
  gboolean has_code = input->kind != NULL && input->kind->inputs & CODE && input->code != NULL;

  return g_strconcat (has_code ? input->code : "", "-", input->number, NULL);
}

/* How long a verdict may be used again without asking. */
typedef enum
{
  NEVER,
  TODAY, /* until midnight in China, when the bureau's own day ends */
  EVER
} Reuse;

static const struct
{
  const char *name;
  const char *label;
  const char *advice;
  gboolean is_about_invoice;
  Reuse reuse;
} verdicts[PD_N_VERDICTS] = {
  /* Tomorrow it may be reversed. */
  [PD_VERDICT_GENUINE] = { "genuine", N_ ("Genuine"), N_ ("Nothing is to be done."), TRUE, TODAY },
  [PD_VERDICT_NOT_FOUND] = { "not_found", N_ ("No such invoice"),
                             N_ ("Compare number, date and amount with the invoice. One that was just issued "
                                 "is "
                                 "found from the next day on."),
                             TRUE, TODAY },
  [PD_VERDICT_DIFFERENT] = { "different", N_ ("Does not agree"),
                             N_ ("Compare date, amount and check code with the invoice, and ask whoever sent "
                                 "it."),
                             TRUE, TODAY },
  [PD_VERDICT_VOID] = { "void", N_ ("Voided"), N_ ("Do not book it. Ask for another invoice."), TRUE, EVER },
  /* More of it may be reversed. */
  [PD_VERDICT_REVERSED] = { "reversed", N_ ("Reversed"),
                            N_ ("Do not book it without its red-letter invoice."), TRUE, TODAY },
  [PD_VERDICT_TOO_OFTEN] = { "too_often", N_ ("Asked for too often today"),
                             N_ ("An invoice can be verified five times a day. Ask again tomorrow."), FALSE,
                             TODAY },
  [PD_VERDICT_TOO_OLD] = { "too_old", N_ ("Older than five years"),
                           N_ ("The bureau verifies only the last five years. Ask at the tax office."), FALSE,
                           EVER },
  [PD_VERDICT_NOT_YET] = { "not_yet", N_ ("Not before tomorrow"),
                           N_ ("An invoice of today can be verified from the next day on. Look at the date, "
                               "too."),
                           FALSE, TODAY },
  [PD_VERDICT_BEING_CHECKED] = { "being_checked", N_ ("Being checked"), N_ ("Ask again in a few minutes."),
                                 FALSE, NEVER },
  [PD_VERDICT_UNSUPPORTED] = { "unsupported", N_ ("Cannot be verified"),
                               N_ ("This kind of invoice or region is verified at the bureau’s own pages "
                                   "alone."),
                               FALSE, TODAY },
  [PD_VERDICT_CANNOT_ASK] = { "cannot_ask", N_ ("Could not be asked"),
                              N_ ("Nothing is known of the invoice. Ask again later."), FALSE, NEVER },
};

/** pd_verdict_name: Returns: the word that is stored. */
const char *
pd_verdict_name (PdVerdict verdict)
{
  return verdicts[verdict].name;
}

/**
 * pd_verdict_from_name:
 * @name: (nullable): a word that was stored
 * @verdict: (out): the verdict
 *
 * Returns: whether it is one
 */
gboolean
pd_verdict_from_name (const char *name, PdVerdict *verdict)
{
  for (guint i = 0; i < PD_N_VERDICTS; i++)
    if (g_strcmp0 (verdicts[i].name, name) == 0)
      {
        *verdict = (PdVerdict) i;
        return TRUE;
      }
  return FALSE;
}

/** pd_verdict_label: Returns: a few words for a list, untranslated. */
const char *
pd_verdict_label (PdVerdict verdict)
{
  return verdicts[verdict].label;
}

/** pd_verdict_advice: Returns: what to do now, untranslated. */
const char *
pd_verdict_advice (PdVerdict verdict)
{
  return verdicts[verdict].advice;
}

/** pd_verdict_is_about_invoice: Returns: whether the bureau said something of the invoice itself. */
gboolean
pd_verdict_is_about_invoice (PdVerdict verdict)
{
  return verdicts[verdict].is_about_invoice;
}

static gint64
china_day (gint64 time)
{
  gint64 local = time + CHINA_OFFSET;

  return (local - (local % G_TIME_SPAN_DAY + G_TIME_SPAN_DAY) % G_TIME_SPAN_DAY) / G_TIME_SPAN_DAY;
}

/**
 * pd_verdict_may_reuse:
 * @verdict: what was said
 * @verified_at: microseconds, UTC: when
 * @now: microseconds, UTC
 *
 * Looks whether a verdict that was kept may be shown in place of asking again with the same inputs: five checks of an
 * invoice in a day are all there are. What a person asks for anew is asked anew.
 *
 * Returns: whether it may
 */
gboolean
pd_verdict_may_reuse (PdVerdict verdict, gint64 verified_at, gint64 now)
{
  switch (verdicts[verdict].reuse)
    {
    case EVER:
      return verified_at <= now;
    case TODAY:
      return verified_at <= now && china_day (verified_at) == china_day (now);
    case NEVER:
    default:
      return FALSE;
    }
}
