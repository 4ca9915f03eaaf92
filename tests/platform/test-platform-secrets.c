/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform/pd-platform-secrets.h"

#include <glib/gstdio.h>
#include <string.h>

#include "platform/pd-platform-private.h"
#include "platform/platform-fixture.h"

#define PASSWORD "开票 pass%word'; DROP TABLE secret; --"

typedef struct
{
  Fixture *f;
  char *key_path;
} Test;

static void
set_up (Test *test, gconstpointer data)
{
  g_unsetenv ("CREDENTIALS_DIRECTORY");
  test->f = fixture_new ();
  test->key_path = g_build_filename (test->f->folder, PD_PLATFORM_SECRET_KEY_FILE, NULL);
}

static void
tear_down (Test *test, gconstpointer data)
{
  g_unsetenv ("CREDENTIALS_DIRECTORY");
  fixture_free (test->f);
  g_free (test->key_path);
}

static void
set (Test *test, guint tenant, const char *name, const char *secret)
{
  g_autoptr (GError) error = NULL;
  gboolean done = pd_platform_set_secret (test->f->platform, test->f->tenants[tenant], name, secret, &error);

  g_assert_no_error (error);
  g_assert_true (done);
}

static void
assert_secret (Test *test, guint tenant, const char *name, const char *expected)
{
  g_autoptr (PdPlatformSecret) secret = NULL;
  g_autoptr (GError) error = NULL;
  gboolean has = FALSE;
  gboolean done = pd_platform_get_secret (test->f->platform, test->f->tenants[tenant], name, &secret, &error);

  g_assert_no_error (error);
  g_assert_true (done);
  g_assert_cmpstr (secret, ==, expected);
  g_assert_true (pd_platform_has_secret (test->f->platform, test->f->tenants[tenant], name, &has, &error));
  g_assert_cmpint (has, ==, expected != NULL);
}

static void
assert_no_key (Test *test, const char *name)
{
  g_autoptr (PdPlatformSecret) secret = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (pd_platform_get_secret (test->f->platform, test->f->tenants[0], name, &secret, &error));
  g_assert_error (error, PD_PLATFORM_ERROR, PD_PLATFORM_ERROR_KEY);
  g_assert_null (secret);
}

/* Whether the bytes are anywhere in the platform's folder. */
static gboolean
is_on_disk (Test *test, const char *needle)
{
  g_autoptr (GDir) folder = g_dir_open (test->f->folder, 0, NULL);
  const char *name = NULL;

  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (test->f->folder, name, NULL);
      g_autofree char *text = NULL;
      gsize size = 0;

      if (g_file_get_contents (path, &text, &size, NULL) &&
          memmem (text, size, needle, strlen (needle)) != NULL)
        return TRUE;
    }
  return FALSE;
}

static void
test_keeps (Test *test, gconstpointer data)
{
  g_autofree char *longest = g_strnfill (PD_PLATFORM_SECRET_MAX, 'k');
  g_autoptr (GError) error = NULL;

  assert_secret (test, 0, "mail", NULL);
  set (test, 0, "mail", "first");
  set (test, 0, "mail", PASSWORD);
  set (test, 0, "gateway/nuonuo", longest);
  assert_secret (test, 0, "mail", PASSWORD);
  assert_secret (test, 1, "mail", NULL);
  fixture_restart (test->f);
  assert_secret (test, 0, "mail", PASSWORD);
  assert_secret (test, 0, "gateway/nuonuo", longest);
  g_assert_false (is_on_disk (test, PASSWORD));
  g_assert_true (is_on_disk (test, "gateway/nuonuo"));

  g_assert_true (pd_platform_forget_secret (test->f->platform, test->f->tenants[0], "mail", &error));
  g_assert_true (pd_platform_forget_secret (test->f->platform, test->f->tenants[0], "mail", &error));
  assert_secret (test, 0, "mail", NULL);
}

static void
test_refuses (Test *test, gconstpointer data)
{
  g_autofree char *too_long = g_strnfill (PD_PLATFORM_SECRET_MAX + 1, 'k');
  const char *const secrets[] = { "", too_long };

  for (guint index = 0; index < G_N_ELEMENTS (secrets); index++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (
          pd_platform_set_secret (test->f->platform, test->f->tenants[0], "mail", secrets[index], &error));
      g_assert_error (error, PD_PLATFORM_ERROR, PD_PLATFORM_ERROR_INVALID);
    }
  g_assert_false (g_file_test (test->key_path, G_FILE_TEST_EXISTS));
}

/* A row of one tenant or name, copied to another by whoever may write the database, opens for nobody. */
static void
test_bound_to_its_place (Test *test, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  set (test, 0, "mail", PASSWORD);
  g_assert_true (pd_platform_sql_run (test->f->platform->sql, &error,
                                      "INSERT INTO secret SELECT tenant, 'other', sealed, 0 FROM secret",
                                      ""));
  assert_no_key (test, "other");
  g_assert_true (pd_platform_sql_run (test->f->platform->sql, &error,
                                      "UPDATE secret SET tenant = ? WHERE name = 'mail'", "t",
                                      test->f->tenants[1]));
  g_assert_true (pd_platform_sql_run (test->f->platform->sql, &error,
                                      "UPDATE secret SET tenant = ?, name = 'mail' WHERE name = 'other'", "t",
                                      test->f->tenants[0]));
  assert_secret (test, 0, "mail", PASSWORD);
  g_assert_true (pd_platform_sql_run (test->f->platform->sql, &error,
                                      "UPDATE secret SET sealed = substr (sealed, 1, 20)", ""));
  assert_no_key (test, "mail");
}

static void
test_damage (Test *test, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdPlatformRows) rows = NULL;
  g_autoptr (GBytes) sealed = NULL;
  gsize size = 0;

  set (test, 0, "mail", PASSWORD);
  rows = pd_platform_sql_query (test->f->platform->sql, &error, "SELECT sealed FROM secret", "");
  g_assert_cmpint (pd_platform_rows_next (rows, &error), ==, PD_PLATFORM_STEP_ROW);
  sealed = pd_platform_rows_bytes (rows, 0);
  g_clear_pointer (&rows, pd_platform_rows_done);
  size = g_bytes_get_size (sealed);
  for (gsize at = 0; at < size; at++)
    {
      guint8 *bytes = g_memdup2 (g_bytes_get_data (sealed, NULL), size);

      bytes[at] ^= 1;

      g_autoptr (GBytes) damaged = g_bytes_new_take (bytes, size);

      g_assert_true (
          pd_platform_sql_run (test->f->platform->sql, &error, "UPDATE secret SET sealed = ?", "b", damaged));
      assert_no_key (test, "mail");
    }
}

/* The same secret is sealed differently each time: nobody learns that two passwords are one. */
static void
test_nonces (Test *test, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gint64 n = 0;

  set (test, 0, "one", PASSWORD);
  set (test, 0, "two", PASSWORD);
  set (test, 1, "one", PASSWORD);
  g_assert_true (pd_platform_sql_get_integer (test->f->platform->sql, &n, &error,
                                              "SELECT count (DISTINCT substr (sealed, 1, 12)) FROM secret",
                                              ""));
  g_assert_cmpint (n, ==, 3);
}

static void
write_key (const char *path, const char *text, int mode)
{
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_assert_cmpint (g_chmod (path, mode), ==, 0);
}

/* Nothing but the right key, readable by its owner alone, opens anything; and none is made in its place. */
static void
test_key (Test *test, gconstpointer data)
{
  static const struct
  {
    const char *text; /* (nullable): NULL removes the file */
    int mode;
  } bad[] = {
    { NULL, 0 },
    { "", 0600 },
    { "0123", 0600 },
    { "00000000000000000000000000000000000000000000000000000000000000zz", 0600 },
    { "0000000000000000000000000000000000000000000000000000000000000000 0", 0600 },
    { "0000000000000000000000000000000000000000000000000000000000000000\n", 0600 },
  };
  g_autofree char *key = NULL;
  GStatBuf status;

  set (test, 0, "mail", PASSWORD);
  g_assert_cmpint (g_stat (test->key_path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  g_assert_true (g_file_get_contents (test->key_path, &key, NULL, NULL));
  for (guint index = 0; index < G_N_ELEMENTS (bad); index++)
    {
      g_remove (test->key_path);
      if (bad[index].text != NULL)
        write_key (test->key_path, bad[index].text, bad[index].mode);
      assert_no_key (test, "mail");
    }

  g_autoptr (GError) error = NULL;

  g_remove (test->key_path);
  g_assert_false (pd_platform_set_secret (test->f->platform, test->f->tenants[1], "mail", "x", &error));
  g_assert_error (error, PD_PLATFORM_ERROR, PD_PLATFORM_ERROR_KEY);
  g_assert_false (g_file_test (test->key_path, G_FILE_TEST_EXISTS));

  write_key (test->key_path, key, 0640);
  assert_no_key (test, "mail");
  write_key (test->key_path, key, 0600);
  assert_secret (test, 0, "mail", PASSWORD);
}

/* A link could lead to a file that anybody writes. */
static void
test_key_is_a_link (Test *test, gconstpointer data)
{
  g_autofree char *elsewhere = g_strconcat (test->key_path, ".real", NULL);

  set (test, 0, "mail", PASSWORD);
  g_assert_cmpint (g_rename (test->key_path, elsewhere), ==, 0);
  g_assert_cmpint (symlink (elsewhere, test->key_path), ==, 0);
  assert_no_key (test, "mail");
}

static void
test_credentials_directory (Test *test, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (test->f->folder, "credentials", NULL);
  g_autofree char *path = g_build_filename (folder, PD_PLATFORM_SECRET_KEY_FILE, NULL);

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  write_key (path, "00112233445566778899AABBCCDDEEFF00112233445566778899aabbccddeeff", 0440);
  g_setenv ("CREDENTIALS_DIRECTORY", folder, TRUE);
  set (test, 0, "mail", PASSWORD);
  assert_secret (test, 0, "mail", PASSWORD);
  g_assert_false (g_file_test (test->key_path, G_FILE_TEST_EXISTS));

  /* Without it the secret is as lost as without the file. */
  g_unsetenv ("CREDENTIALS_DIRECTORY");
  assert_no_key (test, "mail");
}

/* What the caller's transaction takes back was not stored. */
static void
test_in_a_transaction (Test *test, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  set (test, 0, "mail", "old");
  g_assert_true (pd_platform_sql_script (test->f->platform->sql, "BEGIN IMMEDIATE", &error));
  set (test, 0, "mail", "new");
  pd_platform_sql_rollback (test->f->platform->sql, "ROLLBACK");
  assert_secret (test, 0, "mail", "old");
}

static void
add (const char *name, void (*run) (Test *test, gconstpointer data))
{
  g_test_add (name, Test, NULL, set_up, run, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/platform/secrets/keeps", test_keeps);
  add ("/platform/secrets/refuses", test_refuses);
  add ("/platform/secrets/bound-to-its-place", test_bound_to_its_place);
  add ("/platform/secrets/damage", test_damage);
  add ("/platform/secrets/nonces", test_nonces);
  add ("/platform/secrets/key", test_key);
  add ("/platform/secrets/key-is-a-link", test_key_is_a_link);
  add ("/platform/secrets/credentials-directory", test_credentials_directory);
  add ("/platform/secrets/in-a-transaction", test_in_a_transaction);
  return g_test_run ();
}
