/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-signer.h"

#include "ctl/pd-ctl-read.h"
#include "ctl/pd-ctl-table.h"
#include "reading/pd-read-invoice.h"
#include "reading/pd-reader.h"
#include "reading/pd-signature.h"
#include "reading/pd-trusted-signers.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* As many digits of a fingerprint as nobody mistakes. */
#define MIN_DIGITS 8

static char *
day_text (gint64 time)
{
  g_autoptr (GDateTime) moment = g_date_time_new_from_unix_local (time / G_USEC_PER_SEC);

  return moment != NULL ? g_date_time_format (moment, "%Y-%m-%d") : g_strdup ("");
}

static void
report (PdCtl *ctl, const PdTrustedSigner *signer, PdCtlTable *table)
{
  g_autofree char *until = day_text (signer->valid_until);

  pd_ctl_json_open (ctl->document, NULL, '{');
  pd_ctl_json_string (ctl->document, "owner", signer->owner);
  pd_ctl_json_string (ctl->document, "issuer", signer->issuer);
  pd_ctl_json_string (ctl->document, "valid_until", until);
  pd_ctl_json_string (ctl->document, "fingerprint", signer->fingerprint);
  pd_ctl_json_boolean (ctl->document, "own", signer->is_own);
  pd_ctl_json_close (ctl->document, '}');
  pd_ctl_table_add (table, signer->owner);
  pd_ctl_table_add (table, signer->issuer);
  pd_ctl_table_add (table, until);
  pd_ctl_table_add (table, signer->is_own ? _ ("you") : _ ("the administrator"));
  pd_ctl_table_add (table, signer->fingerprint);
}

/**
 * pd_ctl_signer_list:
 *
 * Lists whose signatures are trusted on this computer. Needs no cache.
 */
gboolean
pd_ctl_signer_list (PdCtl *ctl, GError **error)
{
  g_autoptr (GPtrArray) signers = pd_trusted_signers_load ();
  g_autoptr (PdCtlTable) table = pd_ctl_table_new (5);

  pd_ctl_table_add (table, _ ("Signer"));
  pd_ctl_table_add (table, _ ("Issued by"));
  pd_ctl_table_add (table, _ ("Until"));
  pd_ctl_table_add (table, _ ("Trusted by"));
  pd_ctl_table_add (table, _ ("Fingerprint"));
  pd_ctl_json_open (ctl->document, "signers", '[');
  for (guint i = 0; i < signers->len; i++)
    report (ctl, signers->pdata[i], table);
  pd_ctl_json_close (ctl->document, ']');
  if (signers->len > 0 && !ctl->arguments->json)
    pd_ctl_table_write (table, ctl->out);
  else
    pd_ctl_say (ctl,
                _ ("Nobody's signature is trusted yet. “piaodanctl signer trust” takes a signed invoice."));
  return TRUE;
}

/* The certificate that all signatures of a file were made with. A file that is not as it was signed shows nobody's
 * hand: (transfer full) (nullable) */
static GBytes *
find_signer (GPtrArray *signatures, const char *path, GError **error)
{
  const PdSignature *first = signatures->len > 0 ? signatures->pdata[0] : NULL;

  if (pd_signatures_verdict (signatures) >= PD_SIGNATURE_CHANGED)
    {
      g_set_error (
          error, PD_CTL_ERROR, PD_CTL_STATUS_FAILED,
          _ ("“%s” is not as it was signed, or its signature cannot be checked. Nobody is trusted for it; "
             "take another file of the same signer."),
          path);
      return NULL;
    }
  for (guint i = 0; i < signatures->len; i++)
    {
      const PdSignature *signature = signatures->pdata[i];

      if (signature->certificate == NULL || !g_bytes_equal (signature->certificate, first->certificate))
        first = NULL;
      if (first == NULL)
        break;
    }
  if (first != NULL)
    return g_bytes_ref (first->certificate);
  g_set_error (
      error, PD_CTL_ERROR, PD_CTL_STATUS_FAILED,
      _ ("“%s” has no signature, or several of different signers. Take a file that one alone signed, or the "
         "signer's certificate."),
      path);
  return NULL;
}

/* Of a signed invoice, or a certificate as a file: (transfer full) (nullable) */
static GBytes *
read_certificate (PdCtl *ctl, const char *path, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);
  g_autoptr (GBytes) bytes = pd_ctl_load_file (path, error);
  const char *format = bytes != NULL ? pd_read_format (bytes) : NULL;
  g_autoptr (PdReader) reader = NULL;
  g_autoptr (GPtrArray) signatures = NULL;

  if (bytes == NULL)
    return NULL;
  if (g_strcmp0 (format, "pdf") != 0 && g_strcmp0 (format, "ofd") != 0)
    return g_steal_pointer (&bytes);
  reader = pd_reader_new (NULL);
  signatures = pd_reader_check_signatures (reader, bytes, shown, ctl->cancellable, error);
  return signatures != NULL ? find_signer (signatures, shown, error) : NULL;
}

/**
 * pd_ctl_signer_trust:
 *
 * Trusts the signer of an invoice file, or the owner of a certificate. Needs no cache.
 */
gboolean
pd_ctl_signer_trust (PdCtl *ctl, GError **error)
{
  g_autoptr (GBytes) certificate =
      read_certificate (ctl, pd_ctl_arguments_positional (ctl->arguments, 0), error);
  g_autoptr (PdTrustedSigner) signer =
      certificate != NULL ? pd_trusted_signers_add (certificate, error) : NULL;
  g_autofree char *until = NULL;

  if (signer == NULL)
    return FALSE;
  until = day_text (signer->valid_until);
  pd_ctl_json_string (ctl->document, "owner", signer->owner);
  pd_ctl_json_string (ctl->document, "fingerprint", signer->fingerprint);
  pd_ctl_say (ctl,
              _ ("“%1$s” is trusted from now on, by a certificate of “%2$s” that holds until %3$s. Its "
                 "fingerprint is %4$s; compare it with what the signer tells you."),
              signer->owner, signer->issuer, until, signer->fingerprint);
  return TRUE;
}

/* Other programs show a fingerprint in pairs: "3F:5A:90:C1". */
static gboolean
begins_with (const char *fingerprint, const char *name)
{
  g_auto (GStrv) pairs = g_strsplit (name, ":", -1);
  g_autofree char *digits = g_strjoinv ("", pairs);

  return strlen (digits) >= MIN_DIGITS && g_ascii_strncasecmp (fingerprint, digits, strlen (digits)) == 0;
}

static gboolean
is_called (const PdTrustedSigner *signer, const char *name)
{
  return g_strcmp0 (signer->owner, name) == 0 || begins_with (signer->fingerprint, name);
}

/* By the owner's name if only one is called that, or by the first digits of the fingerprint: (transfer none) (nullable) */
static const PdTrustedSigner *
find_named (GPtrArray *signers, const char *name, GError **error)
{
  const PdTrustedSigner *found = NULL;
  guint n_found = 0;

  for (guint i = 0; i < signers->len; i++)
    if (is_called (signers->pdata[i], name))
      {
        found = signers->pdata[i];
        n_found++;
      }
  if (n_found == 1 && found->is_own)
    return found;
  g_set_error (
      error, PD_CTL_ERROR, n_found == 0 ? PD_CTL_STATUS_NOT_FOUND : PD_CTL_STATUS_FAILED,
      n_found > 1
          ? _ ("Several certificates are of “%s”. Give the first digits of the fingerprint that “piaodanctl "
               "signer list” shows.")
      : n_found == 1
          ? _ ("“%s” is trusted by the administrator of this computer, who alone can take that back.")
          : _ ("Nobody called “%s” is trusted. “piaodanctl signer list” shows who is."),
      name);
  return NULL;
}

/**
 * pd_ctl_signer_distrust:
 *
 * Trusts a signer no longer. Needs no cache.
 */
gboolean
pd_ctl_signer_distrust (PdCtl *ctl, GError **error)
{
  g_autoptr (GPtrArray) signers = pd_trusted_signers_load ();
  const PdTrustedSigner *signer =
      find_named (signers, pd_ctl_arguments_positional (ctl->arguments, 0), error);

  if (signer == NULL || !pd_trusted_signers_remove (signer->fingerprint, error))
    return FALSE;
  pd_ctl_say (ctl, _ ("“%s” is trusted no longer."), signer->owner);
  return TRUE;
}
