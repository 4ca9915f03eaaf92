/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PdVerificationInputs: what the tax bureau asks for beside the invoice's number and its date.
 * @PD_VERIFICATION_CODE: the invoice code
 * @PD_VERIFICATION_NET: the amount without tax
 * @PD_VERIFICATION_GROSS: the total with tax
 * @PD_VERIFICATION_CHECK: the last six characters of the check code
 */
typedef enum
{
  PD_VERIFICATION_NONE = 0,
  PD_VERIFICATION_CODE = 1 << 0,
  PD_VERIFICATION_NET = 1 << 1,
  PD_VERIFICATION_GROSS = 1 << 2,
  PD_VERIFICATION_CHECK = 1 << 3
} PdVerificationInputs;

/** PdVerificationKind: a kind of invoice that can be verified. */
typedef struct
{
  const char *type;    /* the bureau's two digits, e.g. "81" */
  const char *label;   /* untranslated */
  guint number_digits; /* 20 for a digital invoice, else 8 */
  PdVerificationInputs inputs;
} PdVerificationKind;

/** PdVerificationInput: what is known of an invoice that is to be verified. */
typedef struct
{
  const PdVerificationKind *kind;
  const char *code; /* (nullable) */
  const char *number;
  const char *date; /* "YYYY-MM-DD" */
  gint64 amount;    /* fen: net or gross, as the kind wants it */
  gboolean has_amount;
  const char *check; /* (nullable) the last six characters, or the whole check code */
} PdVerificationInput;

/**
 * PdVerdict: what the tax bureau says of an invoice.
 * @PD_VERDICT_GENUINE: it is there, and as it was told
 * @PD_VERDICT_NOT_FOUND: there is no such invoice
 * @PD_VERDICT_DIFFERENT: there is one with that number, and what was told of it is not so
 * @PD_VERDICT_VOID: it was there and was voided
 * @PD_VERDICT_REVERSED: it was reversed by a red-letter invoice, in whole or in part
 * @PD_VERDICT_TOO_OFTEN: this invoice was asked for five times today
 * @PD_VERDICT_TOO_OLD: it is older than five years
 * @PD_VERDICT_NOT_YET: it is of today or dated later: the bureau answers from the next day on
 * @PD_VERDICT_BEING_CHECKED: the answer comes later
 * @PD_VERDICT_UNSUPPORTED: this kind or region cannot be asked for
 * @PD_VERDICT_CANNOT_ASK: it could not be asked; nothing is known
 */
typedef enum
{
  PD_VERDICT_GENUINE,
  PD_VERDICT_NOT_FOUND,
  PD_VERDICT_DIFFERENT,
  PD_VERDICT_VOID,
  PD_VERDICT_REVERSED,
  PD_VERDICT_TOO_OFTEN,
  PD_VERDICT_TOO_OLD,
  PD_VERDICT_NOT_YET,
  PD_VERDICT_BEING_CHECKED,
  PD_VERDICT_UNSUPPORTED,
  PD_VERDICT_CANNOT_ASK,
} PdVerdict;
#define PD_N_VERDICTS (PD_VERDICT_CANNOT_ASK + 1)

/** PdVerificationError: why an invoice cannot be asked for. */
typedef enum
{
  PD_VERIFICATION_ERROR_MISSING,
  PD_VERIFICATION_ERROR_FORMAT,
} PdVerificationError;

#define PD_VERIFICATION_ERROR (pd_verification_error_quark ())
GQuark pd_verification_error_quark (void);

/* Checks of one invoice in one day: more the bureau does not answer. */
#define PD_VERIFICATION_A_DAY 5

const PdVerificationKind *pd_verification_kinds (guint *n_kinds);
const PdVerificationKind *pd_verification_kind_find (const char *type);
const PdVerificationKind *pd_verification_kind_from_qr (const char *qr_type);
const PdVerificationKind *pd_verification_kind_guess (const char *code, const char *number);
gboolean pd_verification_check (const PdVerificationInput *input, GError **error);
char *pd_verification_key (const PdVerificationInput *input);

const char *pd_verdict_name (PdVerdict verdict);
gboolean pd_verdict_from_name (const char *name, PdVerdict *verdict);
const char *pd_verdict_label (PdVerdict verdict);
const char *pd_verdict_advice (PdVerdict verdict);
gboolean pd_verdict_is_about_invoice (PdVerdict verdict);
gboolean pd_verdict_may_reuse (PdVerdict verdict, gint64 verified_at, gint64 now);

G_END_DECLS
