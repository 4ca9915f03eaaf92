/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-decimal.h"

#include "model/pd-money.h"

#include <glib/gi18n-lib.h>
#include <gmp.h>
#include <string.h>

/* Far beyond any rule; keeps a wrong argument from asking for gigabytes. */
#define MAX_PLACES 200

struct _PdDecimal
{
  mpq_t value;
};

/* A number's text in its parts, pointing into the text. */
typedef struct
{
  gboolean negative;
  const char *integer;
  gsize integer_length; /* without leading zeros */
  const char *fraction;
  gsize fraction_length; /* without trailing zeros */
} NumberText;

G_DEFINE_QUARK (pd_decimal_error, pd_decimal_error)

static PdDecimal *
decimal_new_zero (void)
{
  PdDecimal *self = g_new (PdDecimal, 1);

  mpq_init (self->value);
  return self;
}

/* gint64 is a C long wherever Piaodan runs, but the C standard does not promise it. */
static void
set_int64 (mpz_t number, gint64 value)
{
  guint64 magnitude = value < 0 ? -(guint64) value : (guint64) value;

  mpz_import (number, 1, 1, sizeof magnitude, 0, 0, &magnitude);
  if (value < 0)
    mpz_neg (number, number);
}

static gboolean
scan_number (const char *text, NumberText *number)
{
  const char *at = text;
  gsize digits;

  number->negative = *at == '-';
  if (*at == '-' || *at == '+')
    at++;

  number->integer = at;
  while (g_ascii_isdigit (*at))
    at++;
  number->integer_length = (gsize) (at - number->integer);
  digits = number->integer_length;

  if (*at == '.')
    at++;
  number->fraction = at;
  while (g_ascii_isdigit (*at))
    at++;
  number->fraction_length = (gsize) (at - number->fraction);
  digits += number->fraction_length;

  for (; number->integer_length > 0 && *number->integer == '0'; number->integer_length--)
    number->integer++;
  while (number->fraction_length > 0 && number->fraction[number->fraction_length - 1] == '0')
    number->fraction_length--;

  return *at == '\0' && digits > 0;
}

static gboolean
scan_number_or_error (const char *text, NumberText *number, GError **error)
{
  if (text == NULL || strnlen (text, PD_DECIMAL_MAX_TEXT + 1) > PD_DECIMAL_MAX_TEXT)
    {
      g_set_error (error, PD_DECIMAL_ERROR, PD_DECIMAL_ERROR_SYNTAX,
                   _ ("A number may have at most %d characters."), PD_DECIMAL_MAX_TEXT);
      return FALSE;
    }
  if (!scan_number (text, number))
    {
      g_autofree char *shown = g_utf8_make_valid (text, -1);

      g_set_error (error, PD_DECIMAL_ERROR, PD_DECIMAL_ERROR_SYNTAX,
                   _ ("“%s” is not a number. Write it with digits and one point, such as 12.5."), shown);
      return FALSE;
    }
  return TRUE;
}

/**
 * pd_decimal_new:
 * @unscaled: the digits without the point
 * @places: how many of the digits are decimals
 *
 * Makes the number @unscaled / 10^@places: (1305, 2) is 13.05.
 *
 * Returns: (transfer full): the number
 */
PdDecimal *
pd_decimal_new (gint64 unscaled, guint places)
{
  PdDecimal *self;

  g_return_val_if_fail (places <= MAX_PLACES, NULL);

  self = decimal_new_zero ();
  set_int64 (mpq_numref (self->value), unscaled);
  mpz_ui_pow_ui (mpq_denref (self->value), 10, places);
  mpq_canonicalize (self->value);
  return self;
}

/**
 * pd_decimal_new_from_fen:
 * @fen: an amount in fen
 *
 * Makes the same amount in yuan.
 *
 * Returns: (transfer full): the number
 */
PdDecimal *
pd_decimal_new_from_fen (gint64 fen)
{
  return pd_decimal_new (fen, 2);
}

/**
 * pd_decimal_new_from_text:
 * @text: an optional sign, digits, and optionally a point with digits
 * @error: return location for a %PD_DECIMAL_ERROR
 *
 * Reads a number exactly. There are no exponents, no thousands separators and no spaces; the text has at most
 * %PD_DECIMAL_MAX_TEXT characters.
 *
 * Returns: (transfer full) (nullable): the number, or %NULL with @error set
 */
PdDecimal *
pd_decimal_new_from_text (const char *text, GError **error)
{
  char digits[PD_DECIMAL_MAX_TEXT + 1] = "0";
  NumberText number;
  PdDecimal *self;

  if (!scan_number_or_error (text, &number, error))
    return NULL;

  if (number.integer_length + number.fraction_length > 0)
    {
      memcpy (digits, number.integer, number.integer_length);
      memcpy (digits + number.integer_length, number.fraction, number.fraction_length);
      digits[number.integer_length + number.fraction_length] = '\0';
    }

  self = decimal_new_zero ();
  mpz_set_str (mpq_numref (self->value), digits, 10);
  mpz_ui_pow_ui (mpq_denref (self->value), 10, number.fraction_length);
  mpq_canonicalize (self->value);
  if (number.negative)
    mpq_neg (self->value, self->value);
  return self;
}

/**
 * pd_decimal_copy:
 * @self: a number
 *
 * Returns: (transfer full): the same number
 */
PdDecimal *
pd_decimal_copy (const PdDecimal *self)
{
  PdDecimal *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = decimal_new_zero ();
  mpq_set (copy->value, self->value);
  return copy;
}

/**
 * pd_decimal_free:
 * @self: (transfer full) (nullable): a number
 */
void
pd_decimal_free (PdDecimal *self)
{
  if (self == NULL)
    return;

  mpq_clear (self->value);
  g_free (self);
}

/**
 * pd_decimal_add:
 * @a: a number
 * @b: a number
 *
 * Returns: (transfer full): @a + @b, exactly
 */
PdDecimal *
pd_decimal_add (const PdDecimal *a, const PdDecimal *b)
{
  PdDecimal *result;

  g_return_val_if_fail (a != NULL && b != NULL, NULL);

  result = decimal_new_zero ();
  mpq_add (result->value, a->value, b->value);
  return result;
}

/**
 * pd_decimal_subtract:
 * @a: a number
 * @b: a number
 *
 * Returns: (transfer full): @a − @b, exactly
 */
PdDecimal *
pd_decimal_subtract (const PdDecimal *a, const PdDecimal *b)
{
  PdDecimal *result;

  g_return_val_if_fail (a != NULL && b != NULL, NULL);

  result = decimal_new_zero ();
  mpq_sub (result->value, a->value, b->value);
  return result;
}

/**
 * pd_decimal_multiply:
 * @a: a number
 * @b: a number
 *
 * Returns: (transfer full): @a × @b, exactly
 */
PdDecimal *
pd_decimal_multiply (const PdDecimal *a, const PdDecimal *b)
{
  PdDecimal *result;

  g_return_val_if_fail (a != NULL && b != NULL, NULL);

  result = decimal_new_zero ();
  mpq_mul (result->value, a->value, b->value);
  return result;
}

/**
 * pd_decimal_divide:
 * @a: a number
 * @b: a number
 *
 * Returns: (transfer full) (nullable): @a ÷ @b, exactly, or %NULL when @b is zero
 */
PdDecimal *
pd_decimal_divide (const PdDecimal *a, const PdDecimal *b)
{
  PdDecimal *result;

  g_return_val_if_fail (a != NULL && b != NULL, NULL);

  if (mpq_sgn (b->value) == 0)
    return NULL;

  result = decimal_new_zero ();
  mpq_div (result->value, a->value, b->value);
  return result;
}

/**
 * pd_decimal_negate:
 * @self: a number
 *
 * Returns: (transfer full): −@self
 */
PdDecimal *
pd_decimal_negate (const PdDecimal *self)
{
  PdDecimal *result;

  g_return_val_if_fail (self != NULL, NULL);

  result = decimal_new_zero ();
  mpq_neg (result->value, self->value);
  return result;
}

/**
 * pd_decimal_absolute:
 * @self: a number
 *
 * Returns: (transfer full): the magnitude of @self
 */
PdDecimal *
pd_decimal_absolute (const PdDecimal *self)
{
  PdDecimal *result;

  g_return_val_if_fail (self != NULL, NULL);

  result = decimal_new_zero ();
  mpq_abs (result->value, self->value);
  return result;
}

/**
 * pd_decimal_compare:
 * @a: a number
 * @b: a number
 *
 * Returns: less than, equal to or greater than zero as @a is less than, equal to or greater than @b
 */
int
pd_decimal_compare (const PdDecimal *a, const PdDecimal *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, 0);

  return mpq_cmp (a->value, b->value);
}

/**
 * pd_decimal_sign:
 * @self: a number
 *
 * Returns: −1, 0 or 1
 */
int
pd_decimal_sign (const PdDecimal *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return mpq_sgn (self->value);
}

/* |value| × 10^places as a whole number, with .5 going up. */
static void
round_magnitude (mpz_t rounded, const PdDecimal *self, guint places)
{
  mpz_t divisor;

  mpz_init (divisor);
  mpz_ui_pow_ui (rounded, 10, places);
  mpz_mul (rounded, rounded, mpq_numref (self->value));
  mpz_abs (rounded, rounded);
  mpz_mul_2exp (rounded, rounded, 1);
  mpz_add (rounded, rounded, mpq_denref (self->value));
  mpz_mul_2exp (divisor, mpq_denref (self->value), 1);
  mpz_fdiv_q (rounded, rounded, divisor);
  mpz_clear (divisor);
}

/**
 * pd_decimal_to_fixed:
 * @self: a number
 * @places: how many decimals to write
 *
 * Rounds half up (away from zero), as every amount on an invoice is rounded, and keeps trailing zeros. Zero has
 * no sign.
 *
 * Returns: (transfer full): the text
 */
char *
pd_decimal_to_fixed (const PdDecimal *self, guint places)
{
  mpz_t rounded;
  GString *text;
  gboolean negative;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (places <= MAX_PLACES, NULL);

  mpz_init (rounded);
  round_magnitude (rounded, self, places);
  negative = mpq_sgn (self->value) < 0 && mpz_sgn (rounded) != 0;

  text = g_string_sized_new (mpz_sizeinbase (rounded, 10) + places + 4);
  mpz_get_str (text->str, 10, rounded);
  g_string_set_size (text, strlen (text->str));
  mpz_clear (rounded);

  while (text->len <= places)
    g_string_prepend_c (text, '0');
  if (places > 0)
    g_string_insert_c (text, (gssize) (text->len - places), '.');
  if (negative)
    g_string_prepend_c (text, '-');
  return g_string_free (text, FALSE);
}

/**
 * pd_decimal_to_text:
 * @self: a number
 * @max_places: the most decimals to write
 *
 * Rounds half up (away from zero) and leaves out trailing zeros, and the point when nothing follows it.
 *
 * Returns: (transfer full): the canonical text
 */
char *
pd_decimal_to_text (const PdDecimal *self, guint max_places)
{
  char *text = pd_decimal_to_fixed (self, max_places);
  gsize length;

  if (text == NULL || max_places == 0)
    return text;

  length = strlen (text);
  while (text[length - 1] == '0')
    length--;
  if (text[length - 1] == '.')
    length--;
  text[length] = '\0';
  return text;
}

/**
 * pd_decimal_to_fen:
 * @self: an amount in yuan
 * @fen: (out): the amount in fen, rounded half up (away from zero)
 * @error: return location for a %PD_DECIMAL_ERROR
 *
 * Returns: whether the amount is within ±%PD_MONEY_MAX; @fen is not written when it is not
 */
gboolean
pd_decimal_to_fen (const PdDecimal *self, gint64 *fen, GError **error)
{
  gboolean fits;
  mpz_t rounded;

  g_return_val_if_fail (self != NULL && fen != NULL, FALSE);

  mpz_init (rounded);
  round_magnitude (rounded, self, 2);
  fits = mpz_sizeinbase (rounded, 2) <= 63;
  if (fits)
    {
      guint64 magnitude = 0;

      mpz_export (&magnitude, NULL, 1, sizeof magnitude, 0, 0, rounded);
      fits = magnitude <= (guint64) PD_MONEY_MAX;
      if (fits)
        *fen = mpq_sgn (self->value) < 0 ? -(gint64) magnitude : (gint64) magnitude;
    }
  mpz_clear (rounded);

  if (!fits)
    g_set_error_literal (error, PD_DECIMAL_ERROR, PD_DECIMAL_ERROR_RANGE,
                         _ ("The amount is too large: an invoice has room for 16 digits before the point."));
  return fits;
}

/**
 * pd_decimal_canonicalize:
 * @text: a quantity or price as a person or a file wrote it
 * @max_places: the most decimals that the field takes, at most %PD_DECIMAL_MAX_PLACES on an invoice
 * @error: return location for a %PD_DECIMAL_ERROR
 *
 * Checks a number and writes it the one way in which it is stored: "1.50" is "1.5", "007" is "7", "-0" is "0".
 * Zeros that change nothing do not count as decimals or digits. Nothing is ever rounded here: a number that
 * does not fit is refused. Standards: the 2026-04 template of the e-tax bureau allows 13 decimals, and the
 * platforms 12 digits before the point.
 *
 * Returns: (transfer full) (nullable): the canonical text, or %NULL with @error set
 */
char *
pd_decimal_canonicalize (const char *text, guint max_places, GError **error)
{
  NumberText number;
  GString *canonical;

  if (!scan_number_or_error (text, &number, error))
    return NULL;

  if (number.integer_length > PD_DECIMAL_MAX_INTEGER_DIGITS)
    {
      g_set_error (error, PD_DECIMAL_ERROR, PD_DECIMAL_ERROR_RANGE,
                   _ ("The number is too large: at most %d digits may stand before the point."),
                   PD_DECIMAL_MAX_INTEGER_DIGITS);
      return NULL;
    }
  if (number.fraction_length > max_places)
    {
      g_set_error (
          error, PD_DECIMAL_ERROR, PD_DECIMAL_ERROR_PLACES,
          g_dngettext (GETTEXT_PACKAGE,
                       "The number has too many decimals: at most %u digit may stand after the point.",
                       "The number has too many decimals: at most %u digits may stand after the point.",
                       max_places),
          max_places);
      return NULL;
    }

  canonical = g_string_sized_new (PD_DECIMAL_MAX_TEXT);
  if (number.negative && number.integer_length + number.fraction_length > 0)
    g_string_append_c (canonical, '-');
  if (number.integer_length == 0)
    g_string_append_c (canonical, '0');
  g_string_append_len (canonical, number.integer, (gssize) number.integer_length);
  if (number.fraction_length > 0)
    g_string_append_c (canonical, '.');
  g_string_append_len (canonical, number.fraction, (gssize) number.fraction_length);
  return g_string_free (canonical, FALSE);
}

/**
 * pd_decimal_is_canonical:
 * @text: a text
 * @max_places: the most decimals that the field takes
 *
 * Returns: whether pd_decimal_canonicalize() would take @text and leave it as it is
 */
gboolean
pd_decimal_is_canonical (const char *text, guint max_places)
{
  NumberText number;
  const char *at;

  if (strnlen (text, PD_DECIMAL_MAX_TEXT + 1) > PD_DECIMAL_MAX_TEXT || !scan_number (text, &number) ||
      number.integer_length > PD_DECIMAL_MAX_INTEGER_DIGITS || number.fraction_length > max_places ||
      (number.negative && number.integer_length + number.fraction_length == 0))
    return FALSE;
  /* What it is made of stands beside each other: no sign, zero or point that is not needed. */
  at = text + (number.negative ? 1 : 0);
  if (number.integer_length > 0 ? at != number.integer : *at != '0')
    return FALSE;
  at += MAX (number.integer_length, 1);
  if (number.fraction_length == 0)
    return *at == '\0';
  return at + 1 == number.fraction && at[1 + number.fraction_length] == '\0';
}
