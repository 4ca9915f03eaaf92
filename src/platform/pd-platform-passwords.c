/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-passwords.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

#define SALT_BYTES 16
#define DIGEST_BYTES 32

/* Wrong passwords that cost nothing; each one more doubles the wait. A person from one place, and a place. */
#define FREE_FAILURES_USER 5
#define FREE_FAILURES_PEER 30
#define FIRST_WAIT (2 * G_TIME_SPAN_SECOND)
#define LONGEST_WAIT (15 * G_TIME_SPAN_MINUTE)

typedef struct
{
  guint count;
  gint64 last; /* microseconds */
} PdPlatformFailures;

/** pd_platform_password_salt: Returns: (transfer full): 128 random bits */
GBytes *
pd_platform_password_salt (PdPlatform *platform)
{
  guint8 bytes[SALT_BYTES];

  pd_platform_random (platform, bytes, sizeof bytes);
  return g_bytes_new (bytes, sizeof bytes);
}

/** pd_platform_password_digest: PBKDF2-HMAC-SHA256 (RFC 8018). Returns: (transfer full) */
GBytes *
pd_platform_password_digest (const char *password, GBytes *salt, guint iterations)
{
  gnutls_datum_t key = { (unsigned char *) password, (unsigned int) strlen (password) };
  gnutls_datum_t salt_datum = { (unsigned char *) g_bytes_get_data (salt, NULL),
                                (unsigned int) g_bytes_get_size (salt) };
  guint8 digest[DIGEST_BYTES];

  if (gnutls_pbkdf2 (GNUTLS_MAC_SHA256, &key, &salt_datum, iterations, digest, sizeof digest) != 0)
    g_error ("PBKDF2 is not available.");
  return g_bytes_new (digest, sizeof digest);
}

/** pd_platform_password_equal: in a time that does not depend on where they differ. */
gboolean
pd_platform_password_equal (GBytes *a, GBytes *b)
{
  gsize size = g_bytes_get_size (a);

  return size == g_bytes_get_size (b) &&
         gnutls_memcmp (g_bytes_get_data (a, NULL), g_bytes_get_data (b, NULL), size) == 0;
}

static char *
failures_key (const char *user, const char *peer)
{
  return g_strdup_printf ("%s\n%s", user != NULL ? user : "", peer != NULL ? peer : "");
}

static gint64
wait_until (const PdPlatformFailures *failures, guint free_failures)
{
  gint64 wait = FIRST_WAIT;

  if (failures == NULL || failures->count < free_failures)
    return 0;
  for (guint more = failures->count - free_failures; more > 0 && wait < LONGEST_WAIT; more--)
    wait *= 2;
  return failures->last + MIN (wait, LONGEST_WAIT);
}

/** pd_platform_sign_in_wait: Returns: seconds until this user may try again from this place; 0 now */
guint
pd_platform_sign_in_wait (PdPlatform *platform, const char *user, const char *peer)
{
  g_autofree char *both = failures_key (user, peer);
  g_autofree char *place = failures_key (NULL, peer);
  gint64 now = pd_platform_get_now (platform);
  gint64 until =
      MAX (wait_until (g_hash_table_lookup (platform->failed_sign_ins, both), FREE_FAILURES_USER),
           wait_until (g_hash_table_lookup (platform->failed_sign_ins, place), FREE_FAILURES_PEER));

  return until > now ? (guint) ((until - now + G_TIME_SPAN_SECOND - 1) / G_TIME_SPAN_SECOND) : 0;
}

static void
note_failure (PdPlatform *platform, char *key, gint64 now)
{
  PdPlatformFailures *failures = g_hash_table_lookup (platform->failed_sign_ins, key);

  /* Forgotten after the longest wait; and a flood of names does not fill the memory. */
  if (g_hash_table_size (platform->failed_sign_ins) >= PD_PLATFORM_FAILED_SIGN_INS_MAX && failures == NULL)
    g_hash_table_remove_all (platform->failed_sign_ins);
  if (failures == NULL || failures->last + LONGEST_WAIT < now)
    {
      failures = g_new0 (PdPlatformFailures, 1);
      g_hash_table_replace (platform->failed_sign_ins, g_strdup (key), failures);
    }
  failures->count++;
  failures->last = now;
}

/** pd_platform_sign_in_note: remembers how a try ended. */
void
pd_platform_sign_in_note (PdPlatform *platform, const char *user, const char *peer, gboolean right)
{
  g_autofree char *both = failures_key (user, peer);
  g_autofree char *place = failures_key (NULL, peer);

  if (right)
    {
      g_hash_table_remove (platform->failed_sign_ins, both);
      return;
    }
  note_failure (platform, both, pd_platform_get_now (platform));
  note_failure (platform, place, pd_platform_get_now (platform));
}
