/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-certificate.h"

#include <arpa/inet.h>
#include <glib/gi18n-lib.h>
#include <gnutls/crypto.h>
#include <gnutls/x509.h>
#include <time.h>

#include "platform/pd-platform-sql.h"

#define AUTHORITY_FILE "certificate.pem"
#define AUTHORITY_KEY_FILE "authority-key.pem"
#define SERVER_FILE "server-certificate.pem"
#define SERVER_KEY_FILE "server-key.pem"

/* Browsers and libraries refuse server certificates that live longer than 825 days. */
#define SERVER_DAYS 730
#define AUTHORITY_DAYS 3650
#define RENEW_DAYS 30
#define DAY (24 * 60 * 60)

typedef struct
{
  gnutls_x509_crt_t certificate;
  gnutls_x509_privkey_t key;
} Pair;

static void
pair_clear (Pair *pair)
{
  if (pair->certificate != NULL)
    gnutls_x509_crt_deinit (pair->certificate);
  if (pair->key != NULL)
    gnutls_x509_privkey_deinit (pair->key);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pair, pair_clear)

static gboolean
fail (int code, GError **error)
{
  g_set_error (error, PD_PLATFORM_ERROR, PD_PLATFORM_ERROR_CERTIFICATE,
               _ ("The server's certificate could not be made: %s."), gnutls_strerror (code));
  return FALSE;
}

/**
 * pd_platform_load_certificate:
 * @certificate_file: PEM: the server's certificate, then those that signed it
 * @key_file: PEM
 *
 * Returns: (transfer full) (nullable): the certificate with its key
 */
GTlsCertificate *
pd_platform_load_certificate (const char *certificate_file, const char *key_file, GError **error)
{
  g_autoptr (GError) reason = NULL;
  GTlsCertificate *certificate = g_tls_certificate_new_from_files (certificate_file, key_file, &reason);

  if (certificate == NULL)
    g_set_error (error, PD_PLATFORM_ERROR, PD_PLATFORM_ERROR_CERTIFICATE,
                 _ ("The certificate or its key cannot be read: %s. Check --certificate and --key."),
                 reason->message);
  return certificate;
}

static int
set_life (gnutls_x509_crt_t certificate, gint64 now, gint64 days)
{
  time_t start = (time_t) (now / G_TIME_SPAN_SECOND);
  guint8 serial[16];
  int code = gnutls_rnd (GNUTLS_RND_NONCE, serial, sizeof serial);

  serial[0] &= 0x7f;
  serial[0] |= 0x40;
  /* An hour back: the clocks of the clients are not all the same. */
  if (code == 0)
    code = gnutls_x509_crt_set_serial (certificate, serial, sizeof serial);
  if (code == 0)
    code = gnutls_x509_crt_set_activation_time (certificate, start - 60 * 60);
  if (code == 0)
    code = gnutls_x509_crt_set_expiration_time (certificate, start + (time_t) (days * DAY));
  return code == 0 ? gnutls_x509_crt_set_version (certificate, 3) : code;
}

static int
start_pair (Pair *pair, const char *name)
{
  int code = gnutls_x509_privkey_init (&pair->key);

  if (code == 0)
    code = gnutls_x509_privkey_generate (pair->key, GNUTLS_PK_ECDSA,
                                         GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0);
  if (code == 0)
    code = gnutls_x509_crt_init (&pair->certificate);
  if (code == 0)
    code = gnutls_x509_crt_set_dn_by_oid (pair->certificate, GNUTLS_OID_X520_COMMON_NAME, 0, name,
                                          (unsigned int) strlen (name));
  if (code == 0)
    code = gnutls_x509_crt_set_key (pair->certificate, pair->key);
  return code;
}

static int
set_key_id (gnutls_x509_crt_t certificate, gnutls_x509_crt_t issuer)
{
  guint8 id[64];
  gsize size = sizeof id;
  int code = gnutls_x509_crt_get_key_id (certificate, 0, id, &size);

  if (code == 0)
    code = gnutls_x509_crt_set_subject_key_id (certificate, id, size);
  size = sizeof id;
  if (code == 0)
    code = gnutls_x509_crt_get_key_id (issuer, 0, id, &size);
  return code == 0 ? gnutls_x509_crt_set_authority_key_id (certificate, id, size) : code;
}

static int
make_authority (Pair *authority, gint64 now)
{
  int code = start_pair (authority, "Piaodan development authority");

  if (code == 0)
    code = set_life (authority->certificate, now, AUTHORITY_DAYS);
  if (code == 0)
    code = gnutls_x509_crt_set_basic_constraints (authority->certificate, 1, 0);
  if (code == 0)
    code = gnutls_x509_crt_set_key_usage (authority->certificate,
                                          GNUTLS_KEY_KEY_CERT_SIGN | GNUTLS_KEY_CRL_SIGN);
  if (code == 0)
    code = set_key_id (authority->certificate, authority->certificate);
  if (code == 0)
    code = gnutls_x509_crt_sign2 (authority->certificate, authority->certificate, authority->key,
                                  GNUTLS_DIG_SHA256, 0);
  return code;
}

static int
set_names (gnutls_x509_crt_t certificate)
{
  struct in_addr four = { .s_addr = htonl (INADDR_LOOPBACK) };
  struct in6_addr six = IN6ADDR_LOOPBACK_INIT;
  int code =
      gnutls_x509_crt_set_subject_alt_name (certificate, GNUTLS_SAN_DNSNAME, "localhost", 9, GNUTLS_FSAN_SET);

  if (code == 0)
    code = gnutls_x509_crt_set_subject_alt_name (certificate, GNUTLS_SAN_IPADDRESS, &four, sizeof four,
                                                 GNUTLS_FSAN_APPEND);
  if (code == 0)
    code = gnutls_x509_crt_set_subject_alt_name (certificate, GNUTLS_SAN_IPADDRESS, &six, sizeof six,
                                                 GNUTLS_FSAN_APPEND);
  return code;
}

static int
make_server (Pair *server, const Pair *authority, gint64 now)
{
  int code = start_pair (server, "localhost");

  if (code == 0)
    code = set_life (server->certificate, now, SERVER_DAYS);
  if (code == 0)
    code = gnutls_x509_crt_set_basic_constraints (server->certificate, 0, -1);
  if (code == 0)
    code = gnutls_x509_crt_set_key_usage (server->certificate, GNUTLS_KEY_DIGITAL_SIGNATURE);
  if (code == 0)
    code = gnutls_x509_crt_set_key_purpose_oid (server->certificate, GNUTLS_KP_TLS_WWW_SERVER, 0);
  if (code == 0)
    code = set_names (server->certificate);
  if (code == 0)
    code = set_key_id (server->certificate, authority->certificate);
  if (code == 0)
    code = gnutls_x509_crt_sign2 (server->certificate, authority->certificate, authority->key,
                                  GNUTLS_DIG_SHA256, 0);
  return code;
}

static gboolean
write_pem (const char *data_dir, const char *name, gnutls_datum_t *pem, int mode, GError **error)
{
  g_autofree char *path = g_build_filename (data_dir, name, NULL);
  gboolean done =
      g_file_set_contents_full (path, (const char *) pem->data, (gssize) pem->size,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, mode, error);

  gnutls_free (pem->data);
  return done;
}

static gboolean
write_pair (const char *data_dir, const char *name, const char *key_name, const Pair *pair, GError **error)
{
  gnutls_datum_t pem = { NULL, 0 };
  int code =
      gnutls_x509_privkey_export2_pkcs8 (pair->key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN, &pem);

  if (code != 0)
    return fail (code, error);
  if (!write_pem (data_dir, key_name, &pem, 0600, error))
    return FALSE;
  code = gnutls_x509_crt_export2 (pair->certificate, GNUTLS_X509_FMT_PEM, &pem);
  return code == 0 ? write_pem (data_dir, name, &pem, 0644, error) : fail (code, error);
}

static gboolean
read_datum (const char *data_dir, const char *name, char **text, gnutls_datum_t *datum)
{
  g_autofree char *path = g_build_filename (data_dir, name, NULL);
  gsize size = 0;

  if (!g_file_get_contents (path, text, &size, NULL))
    return FALSE;
  *datum = (gnutls_datum_t){ (unsigned char *) *text, (unsigned int) size };
  return TRUE;
}

/* FALSE when the pair is missing, unreadable, or ends within @days. */
static gboolean
read_pair (const char *data_dir, const char *name, const char *key_name, gint64 now, gint64 days, Pair *pair)
{
  g_autofree char *text = NULL;
  g_autofree char *key_text = NULL;
  gnutls_datum_t datum;
  gnutls_datum_t key;

  if (!read_datum (data_dir, name, &text, &datum) || !read_datum (data_dir, key_name, &key_text, &key) ||
      gnutls_x509_crt_init (&pair->certificate) != 0 || gnutls_x509_privkey_init (&pair->key) != 0 ||
      gnutls_x509_crt_import (pair->certificate, &datum, GNUTLS_X509_FMT_PEM) != 0 ||
      gnutls_x509_privkey_import_pkcs8 (pair->key, &key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN) != 0)
    return FALSE;
  return gnutls_x509_crt_get_expiration_time (pair->certificate) >
         (time_t) (now / G_TIME_SPAN_SECOND + days * DAY);
}

/**
 * pd_platform_make_certificate:
 * @now: microseconds, UTC
 *
 * Makes what a training or development server needs at its first start: an authority of its own, whose
 * certificate.pem the clients trust, and a certificate for localhost. Both are kept, and renewed when they end.
 *
 * Returns: (transfer full) (nullable): the server's certificate
 */
GTlsCertificate *
pd_platform_make_certificate (const char *data_dir, gint64 now, GError **error)
{
  g_auto (Pair) authority = { 0 };
  g_auto (Pair) server = { 0 };
  g_autofree char *certificate_file = g_build_filename (data_dir, SERVER_FILE, NULL);
  g_autofree char *key_file = g_build_filename (data_dir, SERVER_KEY_FILE, NULL);
  gboolean renewed = FALSE;
  int code = 0;

  if (!read_pair (data_dir, AUTHORITY_FILE, AUTHORITY_KEY_FILE, now, RENEW_DAYS, &authority))
    {
      pair_clear (&authority);
      authority = (Pair){ 0 };
      code = make_authority (&authority, now);
      if (code != 0)
        {
          fail (code, error);
          return NULL;
        }
      if (!write_pair (data_dir, AUTHORITY_FILE, AUTHORITY_KEY_FILE, &authority, error))
        return NULL;
      renewed = TRUE;
    }
  if (renewed || !read_pair (data_dir, SERVER_FILE, SERVER_KEY_FILE, now, RENEW_DAYS, &server) ||
      gnutls_x509_crt_check_issuer (server.certificate, authority.certificate) != 1)
    {
      pair_clear (&server);
      server = (Pair){ 0 };
      code = make_server (&server, &authority, now);
      if (code != 0)
        {
          fail (code, error);
          return NULL;
        }
      if (!write_pair (data_dir, SERVER_FILE, SERVER_KEY_FILE, &server, error))
        return NULL;
    }
  return pd_platform_load_certificate (certificate_file, key_file, error);
}

/**
 * pd_platform_certificate_fingerprint:
 * @certificate: a certificate
 *
 * What a client shows of a server that it does not know: the administrator reads it out here, so that a person can
 * compare the two.
 *
 * Returns: (transfer full): its SHA-256 in pairs of digits
 */
char *
pd_platform_certificate_fingerprint (GTlsCertificate *certificate)
{
  g_autoptr (GByteArray) bytes = NULL;
  g_autofree char *digest = NULL;
  GString *text = g_string_new (NULL);

  g_object_get (certificate, "certificate", &bytes, NULL);
  digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, bytes->data, bytes->len);
  for (const char *at = digest; *at != '\0'; at += 2)
    g_string_append_printf (text, "%s%c%c", text->len > 0 ? ":" : "", g_ascii_toupper (at[0]),
                            g_ascii_toupper (at[1]));
  return g_string_free (text, FALSE);
}
