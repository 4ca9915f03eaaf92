/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-files.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "platform/pd-platform-handlers.h"

#define HASH_CHARACTERS 64

static const char *const media_types[] = { "application/pdf", "application/xml",
                                           "application/ofd", "application/octet-stream",
                                           "image/png",       "image/jpeg",
                                           "text/xml",        NULL };

static gboolean
is_hash (const char *text)
{
  return text != NULL && strlen (text) == HASH_CHARACTERS &&
         strspn (text, "0123456789abcdef") == HASH_CHARACTERS;
}

static char *
blob_path (PdPlatform *platform, const char *hash)
{
  g_autofree char *folder = g_strndup (hash, 2);

  return g_build_filename (platform->data_dir, "files", folder, hash + 2, NULL);
}

static gboolean
fail_io (GError **error)
{
  int code = errno;

  g_set_error (error, PD_PLATFORM_ERROR, code == ENOSPC ? PD_PLATFORM_ERROR_FULL : PD_PLATFORM_ERROR_STORAGE,
               _ ("A file could not be written: %s."), g_strerror (code));
  return FALSE;
}

static gboolean
sync_folder (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int descriptor = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean done = descriptor >= 0 && fsync (descriptor) == 0;

  if (!done)
    fail_io (error);
  if (descriptor >= 0)
    close (descriptor);
  return done;
}

static gboolean
write_all (int descriptor, GBytes *bytes, GError **error)
{
  gsize size = 0;
  const char *data = g_bytes_get_data (bytes, &size);

  while (size > 0)
    {
      gssize written = write (descriptor, data, size);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        return fail_io (error);
      data += written;
      size -= (gsize) written;
    }
  return fsync (descriptor) == 0 || fail_io (error);
}

/* Either the whole file has the name, on the disk, or there is none. */
static gboolean
write_durably (const char *path, GBytes *bytes, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *temporary = g_strconcat (path, ".XXXXXX", NULL);

  if (g_mkdir_with_parents (folder, 0700) != 0)
    return fail_io (error);

  int descriptor = g_mkstemp_full (temporary, O_WRONLY | O_CLOEXEC, 0600);

  if (descriptor < 0)
    return fail_io (error);

  gboolean done = write_all (descriptor, bytes, error);

  if (close (descriptor) != 0 && done)
    done = fail_io (error);
  if (done && g_rename (temporary, path) != 0)
    done = fail_io (error);
  if (!done)
    g_unlink (temporary);
  return done && sync_folder (path, error) && sync_folder (folder, error);
}

/** pd_platform_store_blob: Returns: (transfer full) (nullable): the SHA-256 under which the bytes are on the disk */
char *
pd_platform_store_blob (PdPlatform *platform, GBytes *bytes, GError **error)
{
  g_autofree char *hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  g_autofree char *path = blob_path (platform, hash);

  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR) && !write_durably (path, bytes, error))
    return NULL;
  return g_steal_pointer (&hash);
}

/** pd_platform_add_file: gives the tenant a file that pd_platform_store_blob() has stored. */
gboolean
pd_platform_add_file (PdPlatform *platform,
                      const char *tenant,
                      const char *hash,
                      GBytes *bytes,
                      const char *media_type,
                      GError **error)
{
  return pd_platform_sql_run (platform->sql, error, "INSERT OR IGNORE INTO file VALUES (?, ?, ?, ?, ?)",
                              "ttiti", tenant, hash, (gint64) g_bytes_get_size (bytes), media_type,
                              pd_platform_get_now (platform));
}

/**
 * pd_platform_load_file:
 * @hash: a SHA-256 in hex
 * @bytes: (out) (transfer full) (nullable): %NULL when the tenant has no such file
 *
 * Returns: %FALSE when the file is damaged or cannot be read
 */
gboolean
pd_platform_load_file (PdPlatform *platform,
                       const char *tenant,
                       const char *hash,
                       GBytes **bytes,
                       GError **error)
{
  gint64 known = 0;
  char *data = NULL;
  gsize size = 0;

  *bytes = NULL;
  if (!is_hash (hash))
    return TRUE;
  if (!pd_platform_sql_get_integer (platform->sql, &known, error,
                                    "SELECT 1 FROM file WHERE tenant = ? AND sha256 = ?", "tt", tenant, hash))
    return FALSE;
  if (known == 0)
    return TRUE;

  g_autofree char *path = blob_path (platform, hash);
  gboolean read = g_file_get_contents (path, &data, &size, NULL);
  g_autoptr (GBytes) all = read ? g_bytes_new_take (data, size) : NULL;
  g_autofree char *actual = all != NULL ? g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, all) : NULL;

  if (g_strcmp0 (actual, hash) == 0)
    {
      *bytes = g_steal_pointer (&all);
      return TRUE;
    }
  g_set_error_literal (error, PD_PLATFORM_ERROR, PD_PLATFORM_ERROR_STORAGE,
                       _ ("A file on the platform is damaged."));
  return FALSE;
}

static gboolean
find_file (PdPlatformCall *call, char **media_type, GError **error)
{
  g_autoptr (PdPlatformRows) rows =
      pd_platform_sql_query (call->platform->sql, error,
                             "SELECT media_type FROM file WHERE tenant = ? AND sha256 = ?", "tt",
                             call->session->tenant, call->argument);
  PdPlatformStep step = rows != NULL ? pd_platform_rows_next (rows, error) : PD_PLATFORM_STEP_FAILED;

  *media_type = step == PD_PLATFORM_STEP_ROW ? g_strdup (pd_platform_rows_text (rows, 0)) : NULL;
  return step != PD_PLATFORM_STEP_FAILED;
}

/** pd_platform_handle_get_file: GET /v1/files/{sha256}: only a file that the tenant has, and only whole. */
gboolean
pd_platform_handle_get_file (PdPlatformCall *call, GError **error)
{
  g_autofree char *media_type = NULL;
  char *data = NULL;
  gsize size = 0;

  if (!is_hash (call->argument))
    return pd_platform_call_fail (call, 404, "not_found", _ ("There is no such file."));
  if (!pd_platform_role_may (call->session->role, "read", "file"))
    return pd_platform_call_fail (call, 403, "forbidden", _ ("Your role does not allow this."));
  if (!find_file (call, &media_type, error))
    return FALSE;
  if (media_type == NULL)
    return pd_platform_call_fail (call, 404, "not_found", _ ("There is no such file."));

  g_autofree char *path = blob_path (call->platform, call->argument);

  if (!g_file_get_contents (path, &data, &size, error))
    return FALSE;

  GBytes *bytes = g_bytes_new_take (data, size);
  g_autofree char *hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);

  pd_platform_response_set_bytes (call->response, 200, media_type, bytes);
  if (g_str_equal (hash, call->argument))
    return TRUE;
  g_set_error_literal (error, PD_PLATFORM_ERROR, PD_PLATFORM_ERROR_STORAGE,
                       _ ("A file on the platform is damaged."));
  return FALSE;
}

/** pd_platform_handle_put_file: PUT /v1/files/{sha256}: the whole body, which must have this hash. */
gboolean
pd_platform_handle_put_file (PdPlatformCall *call, GError **error)
{
  g_autoptr (GBytes) bytes =
      call->request->body != NULL ? g_bytes_ref (call->request->body) : g_bytes_new (NULL, 0);
  g_autofree char *actual = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  g_autofree char *known = NULL;

  if (!is_hash (call->argument))
    return pd_platform_call_fail (call, 404, "not_found", _ ("There is no such file."));
  if (!pd_platform_role_may (call->session->role, "put", "file"))
    return pd_platform_call_fail (call, 403, "forbidden", _ ("Your role does not allow this."));
  if (call->request->content_type == NULL || !g_strv_contains (media_types, call->request->content_type))
    return pd_platform_call_fail (call, 415, "media_type", _ ("Files of this kind are not kept."));
  if (!g_str_equal (actual, call->argument))
    return pd_platform_call_fail (call, 400, "hash_mismatch",
                                  _ ("The file did not arrive whole. Send it again."));
  if (!find_file (call, &known, error))
    return FALSE;

  g_autofree char *hash = pd_platform_store_blob (call->platform, bytes, error);

  if (hash == NULL || !pd_platform_add_file (call->platform, call->session->tenant, hash, bytes,
                                             call->request->content_type, error))
    return FALSE;
  pd_platform_response_set_json (call->response, known != NULL ? 200 : 201,
                                 g_strdup_printf ("{\"sha256\":\"%s\",\"size\":%" G_GSIZE_FORMAT "}\n", hash,
                                                  g_bytes_get_size (bytes)));
  return TRUE;
}
