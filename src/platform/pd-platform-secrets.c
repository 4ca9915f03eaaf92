/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-secrets.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "platform/pd-platform-private.h"

/* AES-256-GCM (NIST SP 800-38D): a nonce of 96 random bits for each time that something is sealed. */
#define KEY_BYTES 32
#define NONCE_BYTES 12
#define TAG_BYTES 16
#define NAME_MAX_BYTES 128

/* What a sealed secret is bound to begins with this: another way of sealing would be another word. */
#define PURPOSE "piaodan-secret-1"

/** Key: the key, wiped when it goes out of scope. */
typedef struct
{
  guint8 bytes[KEY_BYTES];
} Key;

static void
key_clear (Key *key)
{
  gnutls_memset (key->bytes, 0, sizeof key->bytes);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Key, key_clear)

/** pd_platform_secret_free: @secret: (transfer full) (nullable): is overwritten before its memory is given back */
void
pd_platform_secret_free (PdPlatformSecret *secret)
{
  if (secret != NULL)
    gnutls_memset (secret, 0, strlen (secret));
  g_free (secret);
}

static gboolean
fail_key (const char *path, const char *reason, GError **error)
{
  g_set_error (error, PD_PLATFORM_ERROR, PD_PLATFORM_ERROR_KEY,
               _ ("The key of the stored passwords, %1$s, cannot be used: %2$s"), path, reason);
  return FALSE;
}

static gboolean
fail_crypto (int code, GError **error)
{
  g_set_error (error, PD_PLATFORM_ERROR, PD_PLATFORM_ERROR_BUG, _ ("A password could not be sealed: %s."),
               gnutls_strerror (code));
  return FALSE;
}

/* Where the key is: what systemd hands the service comes first, for there it is not beside the data. */
static char *
find_key (PdPlatform *platform, gboolean *is_credential)
{
  const char *folder = g_getenv ("CREDENTIALS_DIRECTORY");
  g_autofree char *path =
      folder != NULL ? g_build_filename (folder, PD_PLATFORM_SECRET_KEY_FILE, NULL) : NULL;

  *is_credential = path != NULL && g_file_test (path, G_FILE_TEST_EXISTS);
  return *is_credential ? g_steal_pointer (&path)
                        : g_build_filename (platform->data_dir, PD_PLATFORM_SECRET_KEY_FILE, NULL);
}

/* 64 hexadecimal digits, so that a person can copy them; white space around them is let pass. */
static gboolean
parse_key (const char *text, gsize size, Key *key)
{
  gsize n_digits = 0;

  for (gsize at = 0; at < size; at++)
    {
      int digit = g_ascii_xdigit_value (text[at]);

      if (digit < 0 && g_ascii_isspace (text[at]) && (n_digits == 0 || n_digits == 2 * KEY_BYTES))
        continue;
      if (digit < 0 || n_digits == 2 * KEY_BYTES)
        return FALSE;
      key->bytes[n_digits / 2] = (guint8) (key->bytes[n_digits / 2] << 4 | digit);
      n_digits++;
    }
  return n_digits == 2 * KEY_BYTES;
}

static gboolean
check_key_file (int descriptor, const char *path, gboolean is_credential, GError **error)
{
  struct stat status;

  if (fstat (descriptor, &status) != 0)
    return fail_key (path, g_strerror (errno), error);
  if (!S_ISREG (status.st_mode))
    return fail_key (path, _ ("It is not a file."), error);
  /* systemd keeps its folder of credentials from others in its own way. */
  if (!is_credential && (status.st_mode & 077) != 0)
    return fail_key (path, _ ("Others may read it. Take that right from them with chmod 600."), error);
  return TRUE;
}

/* @found: (out): FALSE without an error when there is no such file */
static gboolean
read_key (const char *path, gboolean is_credential, Key *key, gboolean *found, GError **error)
{
  char text[4 * KEY_BYTES];
  int descriptor = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | (is_credential ? 0 : O_NOFOLLOW));
  gssize size = -1;
  gboolean done = FALSE;

  *found = descriptor >= 0;
  if (descriptor < 0)
    return errno == ENOENT || fail_key (path, g_strerror (errno), error);
  if (check_key_file (descriptor, path, is_credential, error))
    {
      do
        size = read (descriptor, text, sizeof text);
      while (size < 0 && errno == EINTR);
      if (size < 0)
        fail_key (path, g_strerror (errno), error);
      else
        done = parse_key (text, (gsize) size, key) ||
               fail_key (path, _ ("It does not hold 64 hexadecimal digits."), error);
    }
  close (descriptor);
  gnutls_memset (text, 0, sizeof text);
  return done;
}

static gboolean
sync_folder (const char *path)
{
  int descriptor = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean done = descriptor >= 0 && fsync (descriptor) == 0;

  if (descriptor >= 0)
    close (descriptor);
  return done;
}

/* On the disk before anything is sealed with it. */
static gboolean
make_key (PdPlatform *platform, const char *path, Key *key, GError **error)
{
  char text[2 * KEY_BYTES + 2];
  g_autoptr (GError) reason = NULL;
  gboolean done;

  pd_platform_random (platform, key->bytes, sizeof key->bytes);
  for (gsize at = 0; at < KEY_BYTES; at++)
    g_snprintf (text + 2 * at, 3, "%02x", key->bytes[at]);
  text[2 * KEY_BYTES] = '\n';
  done =
      g_file_set_contents_full (path, text, 2 * KEY_BYTES + 1,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &reason);
  gnutls_memset (text, 0, sizeof text);
  if (done && sync_folder (platform->data_dir))
    return TRUE;
  return fail_key (path, reason != NULL ? reason->message : g_strerror (errno), error);
}

/* A new key is made only while nothing is sealed with another one. */
static gboolean
key_to_seal (PdPlatform *platform, Key *key, GError **error)
{
  gboolean is_credential = FALSE;
  gboolean found = FALSE;
  gint64 n_sealed = 0;
  g_autofree char *path = find_key (platform, &is_credential);

  if (!read_key (path, is_credential, key, &found, error) ||
      (!found &&
       !pd_platform_sql_get_integer (platform->sql, &n_sealed, error, "SELECT count (*) FROM secret", "")))
    return FALSE;
  if (found)
    return TRUE;
  if (n_sealed > 0)
    return fail_key (path,
                     _ ("It is missing, although passwords were stored with it. Put it back, or have all "
                        "stored passwords forgotten."),
                     error);
  return make_key (platform, path, key, error);
}

/* What is sealed for one tenant and name opens for no other. */
static char *
binding (const char *tenant, const char *name)
{
  return g_strdup_printf ("%s\n%s\n%s", PURPOSE, tenant, name);
}

static GBytes *
seal (PdPlatform *platform, const Key *key, const char *bound, const char *secret, GError **error)
{
  gnutls_datum_t key_datum = { (unsigned char *) key->bytes, KEY_BYTES };
  gnutls_aead_cipher_hd_t cipher = NULL;
  gsize length = strlen (secret);
  gsize sealed_size = length + TAG_BYTES;
  guint8 *sealed = g_malloc (NONCE_BYTES + sealed_size);
  int code = gnutls_aead_cipher_init (&cipher, GNUTLS_CIPHER_AES_256_GCM, &key_datum);

  pd_platform_random (platform, sealed, NONCE_BYTES);
  if (code == 0)
    {
      code = gnutls_aead_cipher_encrypt (cipher, sealed, NONCE_BYTES, bound, strlen (bound), TAG_BYTES,
                                         secret, length, sealed + NONCE_BYTES, &sealed_size);
      gnutls_aead_cipher_deinit (cipher);
    }
  if (code == 0)
    return g_bytes_new_take (sealed, NONCE_BYTES + sealed_size);
  g_free (sealed);
  fail_crypto (code, error);
  return NULL;
}

/* (nullable): NULL when it was sealed with another key, or is not what was written. */
static PdPlatformSecret *
unseal (const Key *key, const char *bound, GBytes *sealed)
{
  gnutls_datum_t key_datum = { (unsigned char *) key->bytes, KEY_BYTES };
  gnutls_aead_cipher_hd_t cipher = NULL;
  gsize size = 0;
  const guint8 *bytes = g_bytes_get_data (sealed, &size);
  int code;

  if (size < NONCE_BYTES + TAG_BYTES)
    return NULL;

  gsize length = size - NONCE_BYTES - TAG_BYTES;
  PdPlatformSecret *secret = g_malloc0 (length + 1);

  code = gnutls_aead_cipher_init (&cipher, GNUTLS_CIPHER_AES_256_GCM, &key_datum);
  if (code == 0)
    {
      code = gnutls_aead_cipher_decrypt (cipher, bytes, NONCE_BYTES, bound, strlen (bound), TAG_BYTES,
                                         bytes + NONCE_BYTES, size - NONCE_BYTES, secret, &length);
      gnutls_aead_cipher_deinit (cipher);
    }
  if (code != 0)
    {
      gnutls_memset (secret, 0, length);
      g_clear_pointer (&secret, g_free);
    }
  return secret;
}

static gboolean
check_arguments (const char *name, const char *secret, GError **error)
{
  if (*name == '\0' || strlen (name) > NAME_MAX_BYTES)
    {
      g_set_error_literal (error, PD_PLATFORM_ERROR, PD_PLATFORM_ERROR_BUG, "A secret has no such name.");
      return FALSE;
    }
  if (*secret != '\0' && strlen (secret) <= PD_PLATFORM_SECRET_MAX)
    return TRUE;
  g_set_error (error, PD_PLATFORM_ERROR, PD_PLATFORM_ERROR_INVALID,
               _ ("A password to store has 1 to %d bytes. Nothing was stored."), PD_PLATFORM_SECRET_MAX);
  return FALSE;
}

static gboolean
store (PdPlatform *platform, const char *tenant, const char *name, const char *secret, GError **error)
{
  g_auto (Key) key = { { 0 } };
  g_autofree char *bound = binding (tenant, name);
  g_autoptr (GBytes) sealed = NULL;

  if (!key_to_seal (platform, &key, error) || (sealed = seal (platform, &key, bound, secret, error)) == NULL)
    return FALSE;
  return pd_platform_sql_run (
      platform->sql, error,
      "INSERT INTO secret (tenant, name, sealed, changed_at) VALUES (?, ?, ?, ?)"
      " ON CONFLICT (tenant, name) DO UPDATE SET sealed = excluded.sealed, changed_at = excluded.changed_at",
      "ttbi", tenant, name, sealed, pd_platform_get_now (platform));
}

/**
 * pd_platform_set_secret:
 * @tenant: a tenant's id
 * @name: what it is for, such as "mail" or "gateway/nuonuo"; the same name again replaces what was there
 * @secret: 1 to %PD_PLATFORM_SECRET_MAX bytes
 *
 * Seals a password or another secret and writes it down, in the caller's transaction when there is one. The key is
 * not in the database: `secret.key` in systemd's `$CREDENTIALS_DIRECTORY`, else in the platform's folder, where it is
 * made, for its owner alone, before the first secret is stored.
 *
 * Returns: %FALSE with %PD_PLATFORM_ERROR_KEY when the key is missing or unfit, %PD_PLATFORM_ERROR_INVALID for an
 *   empty or too long secret
 */
gboolean
pd_platform_set_secret (PdPlatform *platform,
                        const char *tenant,
                        const char *name,
                        const char *secret,
                        GError **error)
{
  if (!check_arguments (name, secret, error))
    return FALSE;
  if (pd_platform_sql_is_in_transaction (platform->sql))
    return store (platform, tenant, name, secret, error);

  /* The lock keeps another process from making a key of its own meanwhile. */
  return pd_platform_sql_script (platform->sql, "BEGIN IMMEDIATE", error) &&
         pd_platform_sql_end (platform->sql, store (platform, tenant, name, secret, error), error);
}

static gboolean
find_sealed (PdPlatform *platform, const char *tenant, const char *name, GBytes **sealed, GError **error)
{
  g_autoptr (PdPlatformRows) rows =
      pd_platform_sql_query (platform->sql, error, "SELECT sealed FROM secret WHERE tenant = ? AND name = ?",
                             "tt", tenant, name);
  PdPlatformStep step = rows != NULL ? pd_platform_rows_next (rows, error) : PD_PLATFORM_STEP_FAILED;

  *sealed = step == PD_PLATFORM_STEP_ROW ? pd_platform_rows_bytes (rows, 0) : NULL;
  return step != PD_PLATFORM_STEP_FAILED;
}

/**
 * pd_platform_get_secret:
 * @secret: (out) (transfer full) (nullable): NULL when nothing is stored under this name
 *
 * Opens what pd_platform_set_secret() sealed. It is never to be logged, nor sent to a client.
 *
 * Returns: %FALSE with %PD_PLATFORM_ERROR_KEY when the key is missing or another one
 */
gboolean
pd_platform_get_secret (PdPlatform *platform,
                        const char *tenant,
                        const char *name,
                        PdPlatformSecret **secret,
                        GError **error)
{
  g_auto (Key) key = { { 0 } };
  g_autoptr (GBytes) sealed = NULL;
  g_autofree char *path = NULL;
  g_autofree char *bound = binding (tenant, name);
  gboolean is_credential = FALSE;
  gboolean found = FALSE;

  *secret = NULL;
  if (!find_sealed (platform, tenant, name, &sealed, error))
    return FALSE;
  if (sealed == NULL)
    return TRUE;
  path = find_key (platform, &is_credential);
  if (!read_key (path, is_credential, &key, &found, error))
    return FALSE;
  if (!found)
    return fail_key (path, _ ("It is missing. Put it back, or store the password again."), error);
  *secret = unseal (&key, bound, sealed);
  return *secret != NULL ||
         fail_key (path, _ ("A stored password does not open with it. Store the password again."), error);
}

/** pd_platform_has_secret: @has: (out): whether something is stored under this name; needs no key */
gboolean
pd_platform_has_secret (PdPlatform *platform,
                        const char *tenant,
                        const char *name,
                        gboolean *has,
                        GError **error)
{
  gint64 found = 0;
  gboolean done =
      pd_platform_sql_get_integer (platform->sql, &found, error,
                                   "SELECT 1 FROM secret WHERE tenant = ? AND name = ?", "tt", tenant, name);

  *has = found != 0;
  return done;
}

/** pd_platform_forget_secret: nothing stored is no error; the database overwrites what it held. */
gboolean
pd_platform_forget_secret (PdPlatform *platform, const char *tenant, const char *name, GError **error)
{
  return pd_platform_sql_run (platform->sql, error, "DELETE FROM secret WHERE tenant = ? AND name = ?", "tt",
                              tenant, name);
}

/** pd_platform_forget_all_secrets: of all tenants: for when the key was lost, and nothing of them can be opened. */
gboolean
pd_platform_forget_all_secrets (PdPlatform *platform, GError **error)
{
  return pd_platform_sql_run (platform->sql, error, "DELETE FROM secret", "");
}
