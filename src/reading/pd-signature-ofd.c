/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-reading"

#include <glib/gi18n-lib.h>

#include "ofd/pd-ofd-signature.h"
#include "reading/pd-signature-private.h"

/* Parts that are named to a person; a list of all would not be read. */
#define MAX_NAMED 3

static PdSignatureVerdict
verdict_of (PdOfdVerdict verdict)
{
  switch (verdict)
    {
    case PD_OFD_VERDICT_VALID:
      return PD_SIGNATURE_VALID;
    case PD_OFD_VERDICT_EXPIRED:
      return PD_SIGNATURE_EXPIRED;
    case PD_OFD_VERDICT_UNKNOWN_SIGNER:
      return PD_SIGNATURE_UNKNOWN_SIGNER;
    case PD_OFD_VERDICT_CHANGED:
      return PD_SIGNATURE_CHANGED;
    case PD_OFD_VERDICT_UNREADABLE:
    default:
      return PD_SIGNATURE_BROKEN;
    }
}

static char *
name_parts (GPtrArray *parts)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < MIN (parts->len, MAX_NAMED); i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", (const char *) parts->pdata[i]);
  if (parts->len > MAX_NAMED)
    g_string_append (names, " …");
  return g_string_free (names, FALSE);
}

static char *
day_text (gint64 time)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  return local != NULL ? g_date_time_format (local, "%Y-%m-%d") : NULL;
}

/* What the verdict alone does not tell: (transfer full) (nullable) */
static char *
describe (const PdOfdSignature *checked)
{
  g_autofree char *names = NULL;
  g_autofree char *day = NULL;

  if (checked->is_missing)
    return g_strdup (_ ("It mentions a signature that is not in it."));
  if (checked->is_of_odd_list && checked->verdict != PD_OFD_VERDICT_CHANGED)
    return g_strdup (_ ("The list of its signatures is damaged: one of them may be missing."));
  if (checked->changed->len > 0)
    {
      names = name_parts (checked->changed);
      return g_strdup_printf (_ ("Parts that are not as they were signed: %s."), names);
    }
  if (checked->verdict >= PD_OFD_VERDICT_CHANGED)
    return NULL;
  if (checked->signed_at != 0 && checked->owner != NULL &&
      (checked->signed_at < checked->valid_from || checked->signed_at > checked->valid_until))
    {
      day = day_text (checked->signed_at);
      return g_strdup_printf (_ ("The certificate was not in force when it signed, on %s."), day);
    }
  /* What the signature says nothing of may have been changed by anybody. */
  if (checked->n_uncovered > 0)
    return g_strdup_printf (ngettext ("The signature does not cover %u part of the file.",
                                      "The signature does not cover %u parts of the file.",
                                      checked->n_uncovered),
                            checked->n_uncovered);
  return NULL;
}

static PdSignature *
take (const PdOfdSignature *checked, gint64 now)
{
  PdSignature *signature = g_new0 (PdSignature, 1);

  signature->verdict = verdict_of (checked->verdict);
  if (signature->verdict == PD_SIGNATURE_UNKNOWN_SIGNER && checked->valid_until != 0 &&
      checked->valid_until < now)
    signature->verdict = PD_SIGNATURE_EXPIRED;
  if (signature->verdict == PD_SIGNATURE_VALID && checked->n_uncovered > 0)
    signature->verdict = PD_SIGNATURE_PARTIAL;
  signature->signer = g_strdup (checked->owner);
  signature->issuer = g_strdup (checked->issuer);
  signature->certificate = checked->certificate != NULL ? g_bytes_ref (checked->certificate) : NULL;
  signature->signed_at = checked->signed_at;
  signature->what = describe (checked);
  return signature;
}

/*< private >
 * pd_signatures_of_ofd:
 *
 * Returns: (transfer full) (element-type PdSignature): the signatures of an OFD file that is open
 */
GPtrArray *
pd_signatures_of_ofd (PdOfdDocument *document, GCancellable *cancellable)
{
  GPtrArray *signatures = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_signature_free);
  gint64 now = g_get_real_time ();
  g_autoptr (GPtrArray) trusted = pd_trusted_certificates ();
  g_autoptr (GPtrArray) checked = pd_ofd_document_check_signatures (document, trusted, now, cancellable);

  for (guint i = 0; i < checked->len; i++)
    g_ptr_array_add (signatures, take (checked->pdata[i], now));
  return signatures;
}

/*< private >
 * pd_signatures_check_ofd:
 *
 * Returns: (transfer full) (nullable) (element-type PdSignature): the signatures of an OFD file
 */
GPtrArray *
pd_signatures_check_ofd (GBytes *bytes, GCancellable *cancellable, GError **error)
{
  g_autoptr (PdOfdDocument) document = pd_ofd_document_new (bytes, cancellable, error);
  g_autoptr (GPtrArray) signatures = NULL;

  if (document == NULL)
    return NULL;
  signatures = pd_signatures_of_ofd (document, cancellable);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  return g_steal_pointer (&signatures);
}
