/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform.h"

#include <errno.h>
#include <gnutls/crypto.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "model/pd-bin.h"
#include "model/pd-id.h"
#include "platform/pd-platform-accounts.h"
#include "platform/pd-platform-blobs.h"
#include "platform/pd-platform-keys.h"
#include "platform/pd-platform-mail.h"
#include "platform/pd-platform-private.h"
#include "platform/pd-platform-schema.h"
#include "platform/pd-platform-search.h"

static gint64
system_now (gpointer data)
{
  return g_get_real_time ();
}

static void
system_random (gpointer data, guint8 *bytes, gsize size)
{
  if (gnutls_rnd (GNUTLS_RND_KEY, bytes, size) != 0)
    g_error ("The system has no randomness to give.");
}

/** pd_platform_random: fills @bytes so that nobody can guess them. */
void
pd_platform_random (PdPlatform *platform, guint8 *bytes, gsize size)
{
  platform->random (platform->data, bytes, size);
}

/** pd_platform_random_hex: @size: how many random bytes. Returns: (transfer full): two characters a byte */
char *
pd_platform_random_hex (PdPlatform *platform, gsize size)
{
  g_autofree guint8 *bytes = g_malloc (size);
  GString *text = g_string_sized_new (size * 2);

  pd_platform_random (platform, bytes, size);
  for (gsize index = 0; index < size; index++)
    g_string_append_printf (text, "%02x", bytes[index]);
  return g_string_free (text, FALSE);
}

/** pd_platform_new_id: Returns: (transfer full): a new id of the platform's own making */
char *
pd_platform_new_id (PdPlatform *platform)
{
  guint8 bytes[16];

  pd_platform_random (platform, bytes, sizeof bytes);
  return pd_id_from_digest (bytes);
}

/** pd_platform_new: see pd_platform_new_with_options(). */
PdPlatform *
pd_platform_new (const char *data_dir, GError **error)
{
  PdPlatformOptions options = { 0 };

  return pd_platform_new_with_options (data_dir, &options, error);
}

static gboolean
make_folders (const char *data_dir, GError **error)
{
  g_autofree char *files = g_build_filename (data_dir, "files", NULL);

  if (g_mkdir_with_parents (data_dir, 0700) == 0 && g_mkdir_with_parents (files, 0700) == 0)
    return TRUE;
  g_set_error (error, PD_PLATFORM_ERROR, PD_PLATFORM_ERROR_STORAGE,
               _ ("The folder %1$s cannot be made: %2$s. Choose another one with --data."), data_dir,
               g_strerror (errno));
  return FALSE;
}

static void
gateway_release (gpointer gateway)
{
  if (gateway != NULL)
    pd_gateway_unref (gateway);
}

/**
 * pd_platform_new_with_options:
 * @data_dir: the folder of the database and the files; made when missing
 * @options: (nullable)
 *
 * Opens the platform's data and brings them to this version. Submissions that were on their way to the bureau
 * when the last process ended are taken up by the worker, see pd_platform_take_submission().
 *
 * Returns: (transfer full) (nullable): the platform
 */
PdPlatform *
pd_platform_new_with_options (const char *data_dir, const PdPlatformOptions *options, GError **error)
{
  g_autoptr (PdPlatform) platform = g_new0 (PdPlatform, 1);
  g_autofree char *path = g_build_filename (data_dir, "platform.sqlite", NULL);

  platform->data_dir = g_strdup (data_dir);
  platform->now = options != NULL && options->now != NULL ? options->now : system_now;
  platform->random = options != NULL && options->random != NULL ? options->random : system_random;
  platform->data = options != NULL ? options->data : NULL;
  platform->gateway = options != NULL && options->gateway != NULL ? pd_gateway_ref (options->gateway) : NULL;
  platform->mail_transport = options != NULL ? options->mail_transport : NULL;
  platform->mail_transport_data = options != NULL ? options->mail_transport_data : NULL;
  if (options != NULL)
    platform->verify_transport = options->verify_transport;
  platform->password_iterations = options != NULL && options->password_iterations > 0
                                      ? options->password_iterations
                                      : PD_PLATFORM_PASSWORD_ITERATIONS;
  platform->blob_quota =
      options != NULL && options->blob_quota > 0 ? options->blob_quota : PD_PLATFORM_BLOB_QUOTA;
  platform->find_limit =
      options != NULL && options->find_limit > 0 ? options->find_limit : PD_PLATFORM_FIND_LIMIT;
  platform->bin_days = options != NULL && options->bin_days > 0 ? options->bin_days : PD_BIN_DAYS;
  platform->gateways = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, gateway_release);
  platform->under_way = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  platform->sends = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  platform->failed_sign_ins = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  platform->shops = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  platform->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (!make_folders (data_dir, error))
    return NULL;
  platform->sql = pd_platform_sql_open (path, error);
  if (platform->sql == NULL)
    return NULL;
  g_chmod (path, 0600);
  if (!pd_platform_schema_migrate (platform->sql, error))
    return NULL;
  return g_steal_pointer (&platform);
}

/** pd_platform_free: @platform: (transfer full) (nullable) */
void
pd_platform_free (PdPlatform *platform)
{
  if (platform == NULL)
    return;
  g_clear_pointer (&platform->sql, pd_platform_sql_close);
  g_clear_pointer (&platform->gateway, pd_gateway_unref);
  g_clear_pointer (&platform->gateways, g_hash_table_unref);
  g_clear_pointer (&platform->under_way, g_hash_table_unref);
  g_clear_pointer (&platform->sends, g_hash_table_unref);
  g_clear_pointer (&platform->failed_sign_ins, g_hash_table_unref);
  g_clear_pointer (&platform->shops, g_hash_table_unref);
  g_clear_pointer (&platform->answers, g_hash_table_unref);
  g_clear_pointer (&platform->listeners, g_hash_table_unref);
  g_clear_pointer (&platform->watches, g_hash_table_unref);
  g_free (platform->data_dir);
  g_free (platform);
}

const char *
pd_platform_get_data_dir (const PdPlatform *platform)
{
  return platform->data_dir;
}

/** pd_platform_watch: @watch: (nullable): called for each record that is written; there is one such function at a time */
void
pd_platform_watch (PdPlatform *platform, PdPlatformWatch watch, gpointer data)
{
  platform->watch = watch;
  platform->watch_data = data;
}

/** pd_platform_get_now: microseconds, UTC, by the platform's clock. */
gint64
pd_platform_get_now (PdPlatform *platform)
{
  return platform->now (platform->data);
}

static gboolean
start_history_of (PdPlatform *platform, const char *tenant, GError **error)
{
  g_autofree char *epoch = pd_platform_random_hex (platform, 16);

  return pd_platform_doubt_submissions (platform, tenant, error) &&
         pd_platform_sql_run (platform->sql, error, "UPDATE tenant_head SET epoch = ? WHERE tenant = ?", "tt",
                              epoch, tenant);
}

/**
 * pd_platform_start_new_history:
 *
 * To be called once after the data were restored from a backup: every tenant gets a new epoch, so that no client
 * goes on from a cursor of the lost history (sync: 2.8); mail that waited then is not sent unasked; and of orders that are
 * older the bureau is asked before it is sent anything.
 */
gboolean
pd_platform_start_new_history (PdPlatform *platform, GError **error)
{
  g_autoptr (GPtrArray) tenants = g_ptr_array_new_with_free_func (g_free);
  PdPlatformStep step = PD_PLATFORM_STEP_DONE;

  if (!pd_platform_doubt_mails (platform, error))
    return FALSE;
  {
    g_autoptr (PdPlatformRows) rows =
        pd_platform_sql_query (platform->sql, error, "SELECT tenant FROM tenant_head", "");

    if (rows == NULL)
      return FALSE;
    while ((step = pd_platform_rows_next (rows, error)) == PD_PLATFORM_STEP_ROW)
      g_ptr_array_add (tenants, g_strdup (pd_platform_rows_text (rows, 0)));
  }
  for (guint index = 0; index < tenants->len && step == PD_PLATFORM_STEP_DONE; index++)
    if (!pd_platform_sql_script (platform->sql, "BEGIN IMMEDIATE", error) ||
        !pd_platform_sql_end (platform->sql,
                              start_history_of (platform, g_ptr_array_index (tenants, index), error), error))
      step = PD_PLATFORM_STEP_FAILED;
  return step == PD_PLATFORM_STEP_DONE;
}
