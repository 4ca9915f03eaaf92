/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-reading"

#include "reading/pd-trusted-signers.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <gnutls/gnutls.h>
#include <string.h>

#include "reading/pd-read-invoice.h"
#include "reading/pd-signature-private.h"

/* What an administrator puts there all who work at this computer trust. */
#define SYSTEM_FOLDER "/etc/piaodan/trusted-signers"
#define MAX_FOLDERS 10

/* There are some forty tax bureaus, and a certificate has one or two thousand bytes. */
#define MAX_FILES 500
#define MAX_BYTES 65536

/**
 * pd_trusted_signer_free:
 * @self: (transfer full): a trusted signer
 */
void
pd_trusted_signer_free (PdTrustedSigner *self)
{
  g_bytes_unref (self->certificate);
  g_free (self->fingerprint);
  g_free (self->owner);
  g_free (self->issuer);
  g_free (self);
}

/**
 * pd_trusted_signers_folders:
 *
 * Returns: (transfer full): the folders in which trusted certificates are looked for, as $PIAODAN_TRUSTED_SIGNERS lists
 *   them; without it the person's own and the administrator's. The first is the one that is written to; any may be missing
 */
char **
pd_trusted_signers_folders (void)
{
  const char *listed = g_getenv (PD_TRUSTED_SIGNERS_VARIABLE);
  char **folders;

  if (listed != NULL && *listed != '\0')
    return g_strsplit (listed, G_SEARCHPATH_SEPARATOR_S, MAX_FOLDERS);
  folders = g_new0 (char *, 3);
  folders[0] = g_build_filename (g_get_user_config_dir (), "piaodan", "trusted-signers", NULL);
  folders[1] = g_strdup (SYSTEM_FOLDER);
  return folders;
}

static char *
own_folder (void)
{
  g_auto (GStrv) folders = pd_trusted_signers_folders ();

  return g_strdup (folders[0]);
}

/**
 * pd_signer_fingerprint:
 * @certificate: X.509 in DER
 *
 * Returns: (transfer full): its SHA-256 in hex, 64 characters in lower case
 */
char *
pd_signer_fingerprint (GBytes *certificate)
{
  return g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, certificate);
}

/* A certificate in DER, or the first one of a text in PEM: (transfer full) (nullable) */
static GBytes *
decode (const char *data, gsize size)
{
  const gnutls_datum_t text = { (unsigned char *) data, (unsigned int) size };
  gnutls_datum_t der = { NULL, 0 };
  GBytes *bytes;

  if (memmem (data, size, "-----BEGIN", strlen ("-----BEGIN")) == NULL)
    return g_bytes_new (data, size);
  if (gnutls_pem_base64_decode2 ("CERTIFICATE", &text, &der) < 0)
    return NULL;
  bytes = g_bytes_new (der.data, der.size);
  gnutls_free (der.data);
  return bytes;
}

/* (transfer full) (nullable) */
static PdTrustedSigner *
signer_new (GBytes *certificate, gboolean is_own)
{
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (certificate, &size);
  g_autoptr (PdOfdCertificate) parsed = pd_ofd_certificate_new (data, size);
  PdTrustedSigner *signer;

  if (parsed == NULL)
    return NULL;
  signer = g_new0 (PdTrustedSigner, 1);
  signer->certificate = pd_ofd_certificate_to_bytes (parsed);
  signer->fingerprint = pd_signer_fingerprint (signer->certificate);
  signer->owner = pd_ofd_certificate_get_owner (parsed);
  signer->issuer = pd_ofd_certificate_get_issuer (parsed);
  signer->valid_until = pd_ofd_certificate_get_end (parsed) * G_USEC_PER_SEC;
  signer->is_own = is_own;
  return signer;
}

/* What is no certificate is passed over, nobody is trusted for it: (transfer full) (nullable) */
static PdTrustedSigner *
read_signer (const char *path, gboolean is_own)
{
  g_autofree char *data = NULL;
  g_autoptr (GBytes) certificate = NULL;
  gsize size = 0;
  GStatBuf file;

  if (g_stat (path, &file) != 0 || !S_ISREG (file.st_mode) || file.st_size > MAX_BYTES ||
      !g_file_get_contents (path, &data, &size, NULL))
    return NULL;
  certificate = decode (data, size);
  return certificate != NULL ? signer_new (certificate, is_own) : NULL;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static void
load_folder (const char *folder, gboolean is_own, GPtrArray *signers, GHashTable *known)
{
  g_autoptr (GDir) open = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (open != NULL && paths->len < MAX_FILES && (name = g_dir_read_name (open)) != NULL)
    g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (paths, compare_names);
  for (guint i = 0; i < paths->len; i++)
    {
      PdTrustedSigner *signer = read_signer (paths->pdata[i], is_own);

      if (signer != NULL && g_hash_table_add (known, g_strdup (signer->fingerprint)))
        g_ptr_array_add (signers, g_steal_pointer (&signer));
      g_clear_pointer (&signer, pd_trusted_signer_free);
    }
}

/**
 * pd_trusted_signers_load:
 *
 * Reads the certificates whose owners, and whom they issued certificates to, are believed to be who they say. Each file
 * of the folders holds one, in DER or PEM; files of anything else are passed over. Blocks.
 *
 * Returns: (transfer full) (element-type PdTrustedSigner): the certificates, each once
 */
GPtrArray *
pd_trusted_signers_load (void)
{
  GPtrArray *signers = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_trusted_signer_free);
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_auto (GStrv) folders = pd_trusted_signers_folders ();

  for (guint i = 0; folders[i] != NULL; i++)
    load_folder (folders[i], i == 0, signers, known);
  return signers;
}

/*< private >
 * pd_trusted_certificates:
 *
 * Returns: (transfer full) (element-type GBytes): the certificates of pd_trusted_signers_load()
 */
GPtrArray *
pd_trusted_certificates (void)
{
  GPtrArray *certificates = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GPtrArray) signers = pd_trusted_signers_load ();

  for (guint i = 0; i < signers->len; i++)
    g_ptr_array_add (certificates, g_bytes_ref (((PdTrustedSigner *) signers->pdata[i])->certificate));
  return certificates;
}

/*< private >
 * pd_signature_take_certificate:
 * @self: a signature
 * @certificate: the one whose key made it
 *
 * Says whose signature it is, and believes it where that certificate is trusted.
 */
void
pd_signature_take_certificate (PdSignature *self, PdOfdCertificate *certificate)
{
  g_autoptr (GPtrArray) trusted = pd_trusted_certificates ();

  g_free (self->signer);
  g_free (self->issuer);
  g_clear_pointer (&self->certificate, g_bytes_unref);
  self->signer = pd_ofd_certificate_get_owner (certificate);
  self->issuer = pd_ofd_certificate_get_issuer (certificate);
  self->certificate = pd_ofd_certificate_to_bytes (certificate);
  if (self->verdict == PD_SIGNATURE_UNKNOWN_SIGNER &&
      pd_ofd_certificate_is_vouched_for (certificate, trusted))
    self->verdict = PD_SIGNATURE_VALID;
}

/**
 * pd_trusted_signers_add:
 * @certificate: X.509 in DER or PEM; hostile
 * @error: return location: a sentence that can be shown
 *
 * Trusts the owner of a certificate from now on, in everything that this person opens on this computer. Blocks.
 *
 * Returns: (transfer full) (nullable): who is trusted now; %NULL when that could not be kept
 */
PdTrustedSigner *
pd_trusted_signers_add (GBytes *certificate, GError **error)
{
  g_autoptr (GBytes) der = decode (g_bytes_get_data (certificate, NULL), g_bytes_get_size (certificate));
  g_autoptr (PdTrustedSigner) signer = der != NULL ? signer_new (der, TRUE) : NULL;
  g_autofree char *folder = own_folder ();
  g_autofree char *name = signer != NULL ? g_strconcat (signer->fingerprint, ".der", NULL) : NULL;
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) cause = NULL;
  gsize size = 0;
  const char *data = signer != NULL ? g_bytes_get_data (signer->certificate, &size) : NULL;

  if (signer == NULL || size > MAX_BYTES)
    {
      g_set_error (error, PD_READ_ERROR, PD_READ_ERROR_DAMAGED,
                   _ ("This is not a certificate. Nobody is trusted for it."));
      return NULL;
    }
  if (g_mkdir_with_parents (folder, 0700) == 0 &&
      g_file_set_contents_full (path, data, (gssize) size,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &cause))
    return g_steal_pointer (&signer);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
               _ ("The certificate could not be kept in “%1$s” (%2$s), so that its owner is not trusted."),
               folder, cause != NULL ? cause->message : g_strerror (errno));
  return NULL;
}

/**
 * pd_trusted_signers_remove:
 * @fingerprint: of a certificate that pd_trusted_signers_load() gave as this person's own
 * @error: return location: a sentence that can be shown
 *
 * Trusts the owner of a certificate no longer. Blocks.
 *
 * Returns: whether it is gone
 */
gboolean
pd_trusted_signers_remove (const char *fingerprint, GError **error)
{
  g_autofree char *folder = own_folder ();
  g_autoptr (GDir) open = g_dir_open (folder, 0, NULL);
  const char *name;
  gboolean is_gone = FALSE;

  while (open != NULL && (name = g_dir_read_name (open)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autoptr (PdTrustedSigner) signer = read_signer (path, TRUE);

      if (signer != NULL && g_str_equal (signer->fingerprint, fingerprint))
        is_gone = g_unlink (path) == 0;
    }
  if (!is_gone)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                 _ ("The certificate could not be taken out of “%s”, so that its owner is trusted still."),
                 folder);
  return is_gone;
}
