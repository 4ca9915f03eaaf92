/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Longest text that is read as a number, in bytes. */
#define PD_DECIMAL_MAX_TEXT 40

/** Most digits before the point in a canonical quantity or price. */
#define PD_DECIMAL_MAX_INTEGER_DIGITS 12

/** Most decimals of a quantity or unit price on an invoice. */
#define PD_DECIMAL_MAX_PLACES 13

/**
 * PdDecimalError:
 * @PD_DECIMAL_ERROR_SYNTAX: the text is not a number
 * @PD_DECIMAL_ERROR_RANGE: the number is too large
 * @PD_DECIMAL_ERROR_PLACES: the number has too many decimals
 */
typedef enum
{
  PD_DECIMAL_ERROR_SYNTAX,
  PD_DECIMAL_ERROR_RANGE,
  PD_DECIMAL_ERROR_PLACES,
} PdDecimalError;

#define PD_DECIMAL_ERROR (pd_decimal_error_quark ())
GQuark pd_decimal_error_quark (void);

/**
 * PdDecimal:
 *
 * An exact, immutable number. It is a rational, so that a division such as gross / 1.13 loses nothing and a
 * calculation is rounded once, at its end.
 */
typedef struct _PdDecimal PdDecimal;

PdDecimal *pd_decimal_new (gint64 unscaled, guint places);
PdDecimal *pd_decimal_new_from_fen (gint64 fen);
PdDecimal *pd_decimal_new_from_text (const char *text, GError **error);
PdDecimal *pd_decimal_copy (const PdDecimal *self);
void pd_decimal_free (PdDecimal *self);

PdDecimal *pd_decimal_add (const PdDecimal *a, const PdDecimal *b);
PdDecimal *pd_decimal_subtract (const PdDecimal *a, const PdDecimal *b);
PdDecimal *pd_decimal_multiply (const PdDecimal *a, const PdDecimal *b);
PdDecimal *pd_decimal_divide (const PdDecimal *a, const PdDecimal *b);
PdDecimal *pd_decimal_negate (const PdDecimal *self);
PdDecimal *pd_decimal_absolute (const PdDecimal *self);
int pd_decimal_compare (const PdDecimal *a, const PdDecimal *b);
int pd_decimal_sign (const PdDecimal *self);

char *pd_decimal_to_text (const PdDecimal *self, guint max_places);
char *pd_decimal_to_fixed (const PdDecimal *self, guint places);
gboolean pd_decimal_to_fen (const PdDecimal *self, gint64 *fen, GError **error);

char *pd_decimal_canonicalize (const char *text, guint max_places, GError **error);
gboolean pd_decimal_is_canonical (const char *text, guint max_places);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdDecimal, pd_decimal_free)

G_END_DECLS
