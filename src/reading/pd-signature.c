/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-reading"

#include "reading/pd-signature.h"

#include <glib/gi18n-lib.h>

#include "reading/pd-signature-private.h"
#include "reading/pd-read-invoice.h"

/* The sentence has the signer in it where there is one. */
static const struct
{
  const char *name;
  const char *sentence;
  const char *sentence_with_signer;
} verdicts[PD_SIGNATURE_N_VERDICTS] = {
  [PD_SIGNATURE_NONE] = { "none",
                          N_ ("The file is not signed, so that nothing shows whether it was changed."),
                          NULL },
  [PD_SIGNATURE_VALID] = { "valid", N_ ("The signature is valid: the file was not changed."),
                           N_ ("Signed by %s. The signature is valid: the file was not changed.") },
  [PD_SIGNATURE_PARTIAL] = { "partial", N_ ("What was signed of the file was not changed."),
                             N_ ("Signed by %s. What was signed of the file was not changed.") },
  [PD_SIGNATURE_UNKNOWN_SIGNER] = { "unknown_signer",
                                    N_ ("The file was not changed since it was signed. Nobody on this "
                                        "computer "
                                        "vouches for the signer."),
                                    N_ ("The file was not changed since “%s” signed it. Nobody on this "
                                        "computer "
                                        "vouches for this name.") },
  [PD_SIGNATURE_EXPIRED] = { "expired",
                             N_ ("The file was not changed since it was signed. The signer's certificate has "
                                 "expired "
                                 "since, as it does after some years."),
                             N_ ("The file was not changed since “%s” signed it. The certificate has expired "
                                 "since, as "
                                 "it does after some years.") },
  [PD_SIGNATURE_REVOKED] = { "revoked",
                             N_ ("The signer's certificate was taken back. Ask the sender before you rely on "
                                 "the file."),
                             N_ ("The certificate of “%s” was taken back. Ask the sender before you rely on "
                                 "the file.") },
  [PD_SIGNATURE_CHANGED] = { "changed",
                             N_ ("The file was changed after it was signed. Do not rely on it; ask for it "
                                 "again."),
                             N_ ("The file was changed after “%s” signed it. Do not rely on it; ask for it "
                                 "again.") },
  [PD_SIGNATURE_BROKEN] = { "broken",
                            N_ ("The file has a signature that cannot be checked. Do not rely on it; ask for "
                                "it again."),
                            N_ ("The file has a signature of “%s” that cannot be checked. Do not rely on it; "
                                "ask for it "
                                "again.") },
};

/**
 * pd_signature_free:
 * @self: (transfer full): a signature
 */
void
pd_signature_free (PdSignature *self)
{
  g_free (self->signer);
  g_free (self->issuer);
  g_clear_pointer (&self->certificate, g_bytes_unref);
  g_free (self->what);
  g_free (self);
}

/**
 * pd_signatures_check:
 * @bytes: a file; hostile
 * @cancellable: (nullable): stops it
 * @error: return location: a sentence that can be shown
 *
 * Checks every signature of a file. Asks no server: whether a certificate was taken back is known only where this
 * machine knows it. Blocks: for worker threads.
 *
 * Returns: (transfer full) (nullable) (element-type PdSignature): the signatures; none when the file has none, or its
 *   format knows none
 */
GPtrArray *
pd_signatures_check (GBytes *bytes, GCancellable *cancellable, GError **error)
{
  const char *format = pd_read_format (bytes);

  if (g_strcmp0 (format, "pdf") == 0)
    return pd_signatures_check_pdf (bytes, cancellable, error);
  if (g_strcmp0 (format, "ofd") == 0)
    return pd_signatures_check_ofd (bytes, cancellable, error);
  return g_ptr_array_new_with_free_func ((GDestroyNotify) pd_signature_free);
}

/**
 * pd_signatures_verdict:
 * @signatures: (element-type PdSignature): all of a file
 *
 * Returns: what they say together: the worst of them
 */
PdSignatureVerdict
pd_signatures_verdict (GPtrArray *signatures)
{
  PdSignatureVerdict worst = PD_SIGNATURE_NONE;

  for (guint i = 0; i < signatures->len; i++)
    {
      const PdSignature *signature = signatures->pdata[i];

      worst = MAX (worst, signature->verdict);
    }
  return worst;
}

/**
 * pd_signature_verdict_name:
 * @verdict: a verdict
 *
 * Returns: (transfer none): its name in JSON
 */
const char *
pd_signature_verdict_name (PdSignatureVerdict verdict)
{
  g_return_val_if_fail ((guint) verdict < PD_SIGNATURE_N_VERDICTS, "");
  return verdicts[verdict].name;
}

/**
 * pd_signature_sentence:
 * @self: a signature
 *
 * Returns: (transfer full): what it says of the file, in words with the certificate's owner
 */
char *
pd_signature_sentence (const PdSignature *self)
{
  g_autofree char *sentence = NULL;

  g_return_val_if_fail ((guint) self->verdict < PD_SIGNATURE_N_VERDICTS, NULL);

  if (self->signer != NULL && verdicts[self->verdict].sentence_with_signer != NULL)
    {
      g_auto (GStrv) parts = g_strsplit (_ (verdicts[self->verdict].sentence_with_signer), "%s", 2);

      sentence = g_strconcat (parts[0], self->signer, parts[1], NULL);
    }
  else
    sentence = g_strdup (_ (verdicts[self->verdict].sentence));
  return self->what != NULL ? g_strconcat (sentence, " ", self->what, NULL) : g_steal_pointer (&sentence);
}
