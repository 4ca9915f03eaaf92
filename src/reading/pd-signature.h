/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PdSignatureVerdict:
 * @PD_SIGNATURE_NONE: the file is not signed
 * @PD_SIGNATURE_VALID: signed, not changed since, and the signer's certificate is trusted by this machine
 * @PD_SIGNATURE_PARTIAL: what was signed was not changed since, and the signer's certificate is trusted; the signature
 *   does not cover all of the file
 * @PD_SIGNATURE_UNKNOWN_SIGNER: not changed since it was signed; who signed is what the certificate says, which nobody
 *   here vouches for
 * @PD_SIGNATURE_EXPIRED: not changed since it was signed; the certificate has ended
 * @PD_SIGNATURE_REVOKED: not changed since it was signed; the certificate was taken back
 * @PD_SIGNATURE_CHANGED: changed after it was signed
 * @PD_SIGNATURE_BROKEN: there is a signature, and it cannot be checked
 *
 * What a signature says of a file, from the best to the worst but for %PD_SIGNATURE_NONE.
 */
typedef enum
{
  PD_SIGNATURE_NONE,
  PD_SIGNATURE_VALID,
  PD_SIGNATURE_PARTIAL,
  PD_SIGNATURE_UNKNOWN_SIGNER,
  PD_SIGNATURE_EXPIRED,
  PD_SIGNATURE_REVOKED,
  PD_SIGNATURE_CHANGED,
  PD_SIGNATURE_BROKEN,
} PdSignatureVerdict;
#define PD_SIGNATURE_N_VERDICTS (PD_SIGNATURE_BROKEN + 1)

/** PdSignature: one signature of a file. */
typedef struct
{
  PdSignatureVerdict verdict;
  char *signer;        /* (owned) (nullable): the certificate's owner */
  char *issuer;        /* (owned) (nullable): who issued the certificate */
  GBytes *certificate; /* (owned) (nullable): the signer's, X.509 in DER, where it is known */
  gint64 signed_at;    /* microseconds since 1970 in UTC by the signer's own clock; 0 when it does not say */
  char *what; /* (owned) (nullable): what was changed, or why it cannot be checked; a translated sentence */
} PdSignature;

void pd_signature_free (PdSignature *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdSignature, pd_signature_free)

GPtrArray *pd_signatures_check (GBytes *bytes, GCancellable *cancellable, GError **error);
PdSignatureVerdict pd_signatures_verdict (GPtrArray *signatures);
const char *pd_signature_verdict_name (PdSignatureVerdict verdict);
char *pd_signature_sentence (const PdSignature *self);

G_END_DECLS
