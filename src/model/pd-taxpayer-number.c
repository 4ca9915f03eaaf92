/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-taxpayer-number.h"

#include "model/pd-date.h"
#include "model/pd-plain-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MIN_LENGTH 15
#define MAX_LENGTH 20

/* GB 32100-2015: the letters I, O, S, V and Z are left out; a character's value is its index. */
static const char uscc_alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/* GB 11714: in an organisation code every letter counts. */
static const char organization_alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/**
 * pd_taxpayer_number_normalize:
 * @text: (nullable): a taxpayer number as typed or pasted
 *
 * Makes letters upper-case and full-width characters ASCII, and takes out all spaces.
 *
 * Returns: (transfer full): the number, "" for %NULL; it is not checked
 */
char *
pd_taxpayer_number_normalize (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  g_autofree char *plain = pd_plain_text (valid);
  GString *number = g_string_sized_new (MAX_LENGTH);

  for (const char *at = plain; *at != '\0'; at++)
    if (!g_ascii_isspace (*at))
      g_string_append_c (number, g_ascii_toupper (*at));
  return g_string_free (number, FALSE);
}

static int
value_in (const char *alphabet, char character)
{
  const char *found = character != '\0' ? strchr (alphabet, character) : NULL;

  return found != NULL ? (int) (found - alphabet) : -1;
}

/* Σ value × weight over @length characters, or -1 when one is not in the alphabet. */
static int
weighted_sum (const char *code, const guint8 *weights, gsize length, const char *alphabet)
{
  int sum = 0;

  for (gsize i = 0; i < length; i++)
    {
      int value = value_in (alphabet, code[i]);

      if (value < 0)
        return -1;
      sum += value * weights[i];
    }
  return sum;
}

/**
 * pd_taxpayer_number_check_digit:
 * @code: the first 17 characters of a unified social credit code; what follows is not looked at
 *
 * Computes the check character of GB 32100-2015.
 *
 * Returns: the 18th character, or NUL when @code is too short or has a character that the code does not use
 */
char
pd_taxpayer_number_check_digit (const char *code)
{
  static const guint8 weights[17] = { 1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28 };
  int sum;

  g_return_val_if_fail (code != NULL, '\0');

  sum = weighted_sum (code, weights, G_N_ELEMENTS (weights), uscc_alphabet);
  return sum < 0 ? '\0' : uscc_alphabet[(31 - sum % 31) % 31];
}

/* The nine characters of an organisation code, the last being its check character (GB 11714). */
static gboolean
organization_code_is_right (const char *code)
{
  static const guint8 weights[8] = { 3, 7, 9, 10, 5, 8, 4, 2 };
  int sum = weighted_sum (code, weights, G_N_ELEMENTS (weights), organization_alphabet);

  return sum >= 0 && code[8] == "0X987654321"[sum % 11];
}

/* GB 11643: ISO 7064 MOD 11-2 over 17 digits. */
static gboolean
id_card_check_is_right (const char *number)
{
  static const guint8 weights[17] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
  int sum = weighted_sum (number, weights, G_N_ELEMENTS (weights), "0123456789");

  return sum >= 0 && number[17] == "10X98765432"[sum % 11];
}

static gboolean
all_digits (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isdigit (text[i]))
      return FALSE;
  return TRUE;
}

/* Whether a date of birth stands at @at, as YYYYMMDD, or as YYMMDD of the 20th century. */
static gboolean
has_birthday (const char *at, gsize length)
{
  g_autofree char *text = g_strdup_printf ("%s%.*s", length == 6 ? "19" : "", (int) length, at);
  g_autofree char *date = NULL;

  return pd_date_canonicalize (text, &date, NULL) && strcmp (date, "2100") < 0;
}

/* An identity card number by its looks: a division, a birthday, a serial, and a digit or X at the end. */
static gboolean
looks_like_id_card (const char *number)
{
  return all_digits (number, 17) && (g_ascii_isdigit (number[17]) || number[17] == 'X') &&
         has_birthday (number + 6, 8);
}

static gboolean
is_right_uscc (const char *number)
{
  return number[17] == pd_taxpayer_number_check_digit (number);
}

/* A code of digits alone may look like an identity card: its own check character decides, and when neither
 * standard confirms the number, 9 at the start means a company. */
static PdTaxpayerNumberKind
kind_of_18 (const char *number)
{
  if (!looks_like_id_card (number))
    return PD_TAXPAYER_NUMBER_USCC;
  if (number[0] == '9' && is_right_uscc (number))
    return PD_TAXPAYER_NUMBER_USCC;
  if (id_card_check_is_right (number))
    return PD_TAXPAYER_NUMBER_ID_CARD;
  return number[0] == '9' || is_right_uscc (number) ? PD_TAXPAYER_NUMBER_USCC : PD_TAXPAYER_NUMBER_ID_CARD;
}

/**
 * pd_taxpayer_number_kind:
 * @number: (nullable): a normalized number
 *
 * Says what kind of number it is by length and form, right or wrong. Standards: GB 32100-2015, GB 11714, GB 11643.
 *
 * Returns: the kind
 */
PdTaxpayerNumberKind
pd_taxpayer_number_kind (const char *number)
{
  switch (number != NULL ? strnlen (number, MAX_LENGTH + 1) : 0)
    {
    case 15:
      if (all_digits (number, 15) && has_birthday (number + 6, 6) && !organization_code_is_right (number + 6))
        return PD_TAXPAYER_NUMBER_ID_CARD_15;
      return PD_TAXPAYER_NUMBER_ORGANIZATION_15;
    case 17:
      return all_digits (number, 17) && has_birthday (number + 6, 6) ? PD_TAXPAYER_NUMBER_ID_CARD_SERIAL_17
                                                                     : PD_TAXPAYER_NUMBER_OTHER;
    case 18:
      return kind_of_18 (number);
    case 20:
      return looks_like_id_card (number) ? PD_TAXPAYER_NUMBER_ID_CARD_SERIAL_20 : PD_TAXPAYER_NUMBER_OTHER;
    default:
      return PD_TAXPAYER_NUMBER_OTHER;
    }
}

/**
 * pd_taxpayer_number_is_personal:
 * @number: (nullable): a normalized number
 *
 * Says whether the number holds a person's identity card number, and is thus not to be written to logs or shown
 * without need.
 *
 * Returns: whether it does
 */
gboolean
pd_taxpayer_number_is_personal (const char *number)
{
  switch (pd_taxpayer_number_kind (number))
    {
    case PD_TAXPAYER_NUMBER_ID_CARD:
    case PD_TAXPAYER_NUMBER_ID_CARD_15:
    case PD_TAXPAYER_NUMBER_ID_CARD_SERIAL_17:
    case PD_TAXPAYER_NUMBER_ID_CARD_SERIAL_20:
      return TRUE;
    case PD_TAXPAYER_NUMBER_USCC:
    case PD_TAXPAYER_NUMBER_ORGANIZATION_15:
    case PD_TAXPAYER_NUMBER_OTHER:
    default:
      return FALSE;
    }
}

static PdTaxpayerNumberVerdict
check_uscc (const char *number)
{
  for (const char *at = number; *at != '\0'; at++)
    if (value_in (uscc_alphabet, *at) < 0)
      return PD_TAXPAYER_NUMBER_LETTER;

  if (!is_right_uscc (number))
    return PD_TAXPAYER_NUMBER_CHECK_DIGIT;
  return organization_code_is_right (number + 8) ? PD_TAXPAYER_NUMBER_VALID
                                                 : PD_TAXPAYER_NUMBER_ORGANIZATION_CODE;
}

/**
 * pd_taxpayer_number_check:
 * @number: (nullable): a normalized number
 *
 * Checks a taxpayer number. Vendors' test tenants use made-up codes, so a number that only fails its check
 * character may be used if a person insists, and on a received invoice it is no more than a remark: see
 * pd_taxpayer_number_verdict_may_override().
 *
 * Returns: what is wrong, if anything
 */
PdTaxpayerNumberVerdict
pd_taxpayer_number_check (const char *number)
{
  gsize length;

  if (number == NULL)
    return PD_TAXPAYER_NUMBER_LENGTH;

  for (length = 0; number[length] != '\0' && length <= MAX_LENGTH; length++)
    if (!g_ascii_isdigit (number[length]) && !g_ascii_isupper (number[length]))
      return PD_TAXPAYER_NUMBER_CHARACTER;
  if (length < MIN_LENGTH || length > MAX_LENGTH)
    return PD_TAXPAYER_NUMBER_LENGTH;

  switch (pd_taxpayer_number_kind (number))
    {
    case PD_TAXPAYER_NUMBER_USCC:
      return check_uscc (number);
    case PD_TAXPAYER_NUMBER_ORGANIZATION_15:
      return organization_code_is_right (number + 6) ? PD_TAXPAYER_NUMBER_VALID
                                                     : PD_TAXPAYER_NUMBER_ORGANIZATION_CODE;
    case PD_TAXPAYER_NUMBER_ID_CARD:
    case PD_TAXPAYER_NUMBER_ID_CARD_SERIAL_20:
      return id_card_check_is_right (number) ? PD_TAXPAYER_NUMBER_VALID : PD_TAXPAYER_NUMBER_CHECK_DIGIT;
    case PD_TAXPAYER_NUMBER_ID_CARD_15:
    case PD_TAXPAYER_NUMBER_ID_CARD_SERIAL_17:
    case PD_TAXPAYER_NUMBER_OTHER:
    default:
      return PD_TAXPAYER_NUMBER_VALID;
    }
}

/**
 * pd_taxpayer_number_verdict_text:
 * @verdict: a verdict
 *
 * Returns: (transfer none) (nullable): a sentence for the person who entered the number, or %NULL when it is valid
 */
const char *
pd_taxpayer_number_verdict_text (PdTaxpayerNumberVerdict verdict)
{
  switch (verdict)
    {
    case PD_TAXPAYER_NUMBER_LENGTH:
      return _ ("A taxpayer number has 15 to 20 characters, and most often 18. Count them on the buyer's "
                "document.");
    case PD_TAXPAYER_NUMBER_CHARACTER:
      return _ ("A taxpayer number has only digits and capital letters. Take the other characters out.");
    case PD_TAXPAYER_NUMBER_LETTER:
      return _ (
          "A credit code never has the letters I, O, S, V or Z. Look for a 1, 0, 5, U or 2 in their place.");
    case PD_TAXPAYER_NUMBER_CHECK_DIGIT:
      return _ (
          "The last character does not follow from the others, so one is probably mistyped. Compare them.");
    case PD_TAXPAYER_NUMBER_ORGANIZATION_CODE:
      return _ ("The organisation code inside this number is not right, so a character may be mistyped. "
                "Compare them.");
    case PD_TAXPAYER_NUMBER_VALID:
    default:
      return NULL;
    }
}

/**
 * pd_taxpayer_number_verdict_may_override:
 * @verdict: a verdict
 *
 * Returns: whether a person may use the number in spite of the verdict
 */
gboolean
pd_taxpayer_number_verdict_may_override (PdTaxpayerNumberVerdict verdict)
{
  switch (verdict)
    {
    case PD_TAXPAYER_NUMBER_LENGTH:
    case PD_TAXPAYER_NUMBER_CHARACTER:
      return FALSE;
    case PD_TAXPAYER_NUMBER_VALID:
    case PD_TAXPAYER_NUMBER_LETTER:
    case PD_TAXPAYER_NUMBER_CHECK_DIGIT:
    case PD_TAXPAYER_NUMBER_ORGANIZATION_CODE:
    default:
      return TRUE;
    }
}
