/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-paper"

#include <glib/gi18n-lib.h>

#include "ofd/pd-ofd-signature.h"
#include "paper/pd-signature-private.h"

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

static PdSignature *
take (const PdOfdSignature *checked, gint64 now)
{
  PdSignature *signature = g_new0 (PdSignature, 1);
  g_autofree char *names = NULL;

  signature->verdict = verdict_of (checked->verdict);
  if (signature->verdict == PD_SIGNATURE_UNKNOWN_SIGNER && checked->valid_until != 0 &&
      checked->valid_until < now)
    signature->verdict = PD_SIGNATURE_EXPIRED;
  signature->signer = g_strdup (checked->owner);
  signature->signed_at = checked->signed_at;
  if (checked->changed->len > 0)
    {
      names = name_parts (checked->changed);
      signature->what = g_strdup_printf (_ ("Parts that are not as they were signed: %s."), names);
    }
  return signature;
}

/*< private >
 * pd_signatures_check_ofd:
 *
 * Returns: (transfer full) (nullable) (element-type PdSignature): the signatures of an OFD file
 */
GPtrArray *
pd_signatures_check_ofd (GBytes *bytes, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) signatures = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_signature_free);
  g_autoptr (PdOfdDocument) document = pd_ofd_document_new (bytes, cancellable, error);
  g_autoptr (GPtrArray) checked = NULL;
  gint64 now = g_get_real_time ();

  if (document == NULL)
    return NULL;
  checked = pd_ofd_document_check_signatures (document, NULL, now, cancellable);
  for (guint i = 0; checked != NULL && i < checked->len; i++)
    g_ptr_array_add (signatures, take (checked->pdata[i], now));
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  return g_steal_pointer (&signatures);
}
