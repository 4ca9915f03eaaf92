/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PdTaxpayerNumberKind:
 * @PD_TAXPAYER_NUMBER_OTHER: a number of 15 to 20 characters of no kind below
 * @PD_TAXPAYER_NUMBER_USCC: a unified social credit code, 18 characters
 * @PD_TAXPAYER_NUMBER_ORGANIZATION_15: a division and an organisation code, 15 characters
 * @PD_TAXPAYER_NUMBER_ID_CARD: a person's identity card number, 18 characters
 * @PD_TAXPAYER_NUMBER_ID_CARD_15: an identity card number of before 1999, 15 digits
 * @PD_TAXPAYER_NUMBER_ID_CARD_SERIAL_17: such an old number and a serial of two digits
 * @PD_TAXPAYER_NUMBER_ID_CARD_SERIAL_20: an identity card number and a serial of two digits
 */
typedef enum
{
  PD_TAXPAYER_NUMBER_OTHER,
  PD_TAXPAYER_NUMBER_USCC,
  PD_TAXPAYER_NUMBER_ORGANIZATION_15,
  PD_TAXPAYER_NUMBER_ID_CARD,
  PD_TAXPAYER_NUMBER_ID_CARD_15,
  PD_TAXPAYER_NUMBER_ID_CARD_SERIAL_17,
  PD_TAXPAYER_NUMBER_ID_CARD_SERIAL_20,
} PdTaxpayerNumberKind;

/**
 * PdTaxpayerNumberVerdict:
 * @PD_TAXPAYER_NUMBER_VALID: nothing is wrong
 * @PD_TAXPAYER_NUMBER_LENGTH: not 15 to 20 characters
 * @PD_TAXPAYER_NUMBER_CHARACTER: something else than digits and letters
 * @PD_TAXPAYER_NUMBER_LETTER: a letter that the kind of number does not use; may be overridden
 * @PD_TAXPAYER_NUMBER_CHECK_DIGIT: the check character is wrong; may be overridden
 * @PD_TAXPAYER_NUMBER_ORGANIZATION_CODE: the organisation code inside is wrong; may be overridden
 */
typedef enum
{
  PD_TAXPAYER_NUMBER_VALID,
  PD_TAXPAYER_NUMBER_LENGTH,
  PD_TAXPAYER_NUMBER_CHARACTER,
  PD_TAXPAYER_NUMBER_LETTER,
  PD_TAXPAYER_NUMBER_CHECK_DIGIT,
  PD_TAXPAYER_NUMBER_ORGANIZATION_CODE,
} PdTaxpayerNumberVerdict;

char *pd_taxpayer_number_normalize (const char *text);
PdTaxpayerNumberKind pd_taxpayer_number_kind (const char *number);
gboolean pd_taxpayer_number_is_personal (const char *number);
PdTaxpayerNumberVerdict pd_taxpayer_number_check (const char *number);
const char *pd_taxpayer_number_verdict_text (PdTaxpayerNumberVerdict verdict);
gboolean pd_taxpayer_number_verdict_may_override (PdTaxpayerNumberVerdict verdict);
char pd_taxpayer_number_check_digit (const char *code);

G_END_DECLS
