/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync/sync-fixture.h"

#include "gateway/pd-gateway-sandbox.h"
#include "store/pd-store-conflicts.h"
#include "store/pd-store-outbox.h"
#include "store/pd-store-records.h"

#include <glib/gstdio.h>
#include <sqlite3.h>

void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_tree (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

gboolean
too_late_cb (gpointer user_data)
{
  g_error ("nothing happened for %d seconds", PATIENCE_SECONDS);
  return G_SOURCE_REMOVE;
}

void
wait_until_done (Wait *wait)
{
  guint guard = g_timeout_add_seconds (PATIENCE_SECONDS, too_late_cb, NULL);

  while (!wait->done)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (guard);
}

void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Wait *wait = user_data;

  wait->ok = pd_sync_service_sign_in_finish (PD_SYNC_SERVICE (source), result, &wait->error);
  wait->done = TRUE;
}

void
synced_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Wait *wait = user_data;

  wait->ok = pd_sync_service_sync_finish (PD_SYNC_SERVICE (source), result, &wait->error);
  wait->done = TRUE;
}

GError *
try_sign_in (Office *office, Desktop *desktop, const char *user, const char *password, gboolean trust)
{
  Wait wait = { 0 };

  pd_sync_service_sign_in_async (desktop->service, pd_platform_thread_get_uri (office->platform),
                                 trust ? pd_platform_thread_get_certificate_file (office->platform) : NULL,
                                 user, password, NULL, signed_in_cb, &wait);
  wait_until_done (&wait);
  g_assert_true (wait.ok == (wait.error == NULL));
  return wait.error;
}

void
sign_in (Office *office, guint index, const char *user)
{
  g_autofree char *password = pd_platform_thread_get_password (office->platform, user, NULL);
  g_autoptr (GError) error = try_sign_in (office, &office->desktops[index], user, password, TRUE);

  g_assert_no_error (error);
}

GError *
try_sync (Desktop *desktop)
{
  Wait wait = { 0 };

  pd_sync_service_sync_async (desktop->service, NULL, synced_cb, &wait);
  wait_until_done (&wait);
  return wait.error;
}

void
sync_desktop (Office *office, guint index)
{
  g_autoptr (GError) error = try_sync (&office->desktops[index]);

  g_assert_no_error (error);
}

void
desktop_open (Desktop *desktop)
{
  g_autofree char *token = g_build_filename (desktop->folder, "token", NULL);
  g_autoptr (GError) error = NULL;

  if (desktop->path == NULL)
    desktop->path = g_build_filename (desktop->folder, "cache.sqlite", NULL);
  desktop->store = pd_store_open (desktop->path, &error);
  g_assert_no_error (error);
  desktop->service = pd_sync_service_new (desktop->store);
  pd_sync_service_set_token_file (desktop->service, token);
}

void
desktop_close (Desktop *desktop)
{
  g_clear_object (&desktop->service);
  pd_store_close (desktop->store);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&desktop->store);
}

Office *
office_open (gint64 bureau_delay)
{
  const PdPlatformThreadOptions options = { .password_iterations = 10, .bureau_delay = bureau_delay };
  Office *office = g_new0 (Office, 1);
  g_autofree char *data = NULL;
  g_autoptr (GError) error = NULL;

  office->folder = g_dir_make_tmp ("piaodan-sync-XXXXXX", &error);
  g_assert_no_error (error);
  data = g_build_filename (office->folder, "platform", NULL);
  office->platform_path = g_build_filename (data, "platform.sqlite", NULL);
  office->platform = pd_platform_thread_start (data, &options, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (office->desktops); i++)
    {
      g_autofree char *name = g_strdup_printf ("desktop-%u", i);

      office->desktops[i].folder = g_build_filename (office->folder, name, NULL);
      g_assert_cmpint (g_mkdir (office->desktops[i].folder, 0700), ==, 0);
      desktop_open (&office->desktops[i]);
    }
  return office;
}

/* Both desktops signed in, with all that there is. */
Office *
office_open_signed_in (const char *first, const char *second)
{
  Office *office = office_open (0);

  sign_in (office, 0, first);
  sync_desktop (office, 0);
  sign_in (office, 1, second);
  sync_desktop (office, 1);
  return office;
}

void
office_close (Office *office)
{
  for (guint i = 0; i < G_N_ELEMENTS (office->desktops); i++)
    {
      desktop_close (&office->desktops[i]);
      g_free (office->desktops[i].folder);
      g_free (office->desktops[i].path);
    }
  pd_platform_thread_stop (office->platform);
  remove_tree (office->folder);
  g_free (office->platform_path);
  g_free (office->folder);
  g_free (office);
}

/* What a person does with records */

static gboolean
save_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return pd_store_save_record (session, data, g_get_real_time (), error);
}

void
save (Office *office, guint index, PdRecord *record)
{
  g_autoptr (GError) error = NULL;

  pd_store_write (office->desktops[index].store, save_job, record, NULL, &error);
  g_assert_no_error (error);
}

typedef struct
{
  const PdRecordType *type;
  const char *id;
  PdRecord *record;
  PdRowState state;
} Load;

static gboolean
load_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Load *load = data;

  load->record = pd_store_get_record (session, load->type, load->id, error);
  if (load->record != NULL)
    load->state = pd_store_get_row_state (session, load->type, load->id, NULL, NULL);
  return load->record != NULL;
}

PdRecord *
try_load (Office *office, guint index, const PdRecordType *type, const char *id, PdRowState *state)
{
  Load load = { .type = type, .id = id };
  g_autoptr (GError) error = NULL;

  if (!pd_store_read (office->desktops[index].store, load_job, &load, NULL, &error))
    g_assert_error (error, PD_STORE_ERROR, PD_STORE_ERROR_NOT_FOUND);
  if (state != NULL)
    *state = load.state;
  return load.record;
}

PdRecord *
load (Office *office, guint index, const PdRecordType *type, const char *id)
{
  PdRecord *record = try_load (office, index, type, id, NULL);

  g_assert_nonnull (record);
  return record;
}

typedef struct
{
  const char *id;
  const char *command;
} Command;

static gboolean
command_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  const Command *command = data;

  return pd_store_add_command (session, &pd_order_type, command->id, command->command, NULL,
                               g_get_real_time (), error);
}

void
give_command (Office *office, guint index, const char *id, const char *command)
{
  g_autoptr (GError) error = NULL;

  pd_store_write (office->desktops[index].store, command_job, &(Command){ id, command }, NULL, &error);
  g_assert_no_error (error);
}

static gboolean
conflicts_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  GPtrArray **conflicts = data;

  *conflicts = pd_store_list_conflicts (session, TRUE, error);
  return *conflicts != NULL;
}

GPtrArray *
open_conflicts (Office *office, guint index)
{
  GPtrArray *conflicts = NULL;
  g_autoptr (GError) error = NULL;

  pd_store_read (office->desktops[index].store, conflicts_job, &conflicts, NULL, &error);
  g_assert_no_error (error);
  return conflicts;
}

PdRecord *
make_order (const char *buyer)
{
  PdRecord *order = pd_order_new (g_get_real_time (), "2026-11-21");
  PdRecord *line = pd_order_add_line (order, g_get_real_time ());

  pd_record_set_text (order, PD_ORDER_BUYER_NAME, buyer);
  pd_record_set_text (line, PD_ORDER_LINE_NAME, "打印纸");
  pd_record_set_text (line, PD_ORDER_LINE_TAX_CODE, "1060105010000000000");
  pd_record_set_text (line, PD_ORDER_LINE_QUANTITY, "10");
  pd_record_set_text (line, PD_ORDER_LINE_UNIT_PRICE, "23.5");
  pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, "0.13");
  pd_record_derive (order);
  return order;
}

/* Made by the first desktop, and as the second has it. */
PdRecord *
make_shared_order (Office *office, const char *buyer)
{
  g_autoptr (PdRecord) order = make_order (buyer);

  save (office, 0, order);
  sync_desktop (office, 0);
  sync_desktop (office, 1);
  return load_like (office, 1, order);
}

/* (nullable) */
PdRecord *
load_like (Office *office, guint index, const PdRecord *like)
{
  return try_load (office, index, pd_record_get_record_type (like), pd_record_get_id (like), NULL);
}

void
run_sql (const char *path, const char *format, ...)
{
  g_autofree char *sql = NULL;
  sqlite3 *database = NULL;
  char *message = NULL;
  va_list values;

  va_start (values, format);
  sql = g_strdup_vprintf (format, values);
  va_end (values);
  g_assert_cmpint (sqlite3_open (path, &database), ==, SQLITE_OK);
  sqlite3_busy_timeout (database, 5000);
  sqlite3_exec (database, sql, NULL, NULL, &message);
  g_assert_cmpstr (message, ==, NULL);
  sqlite3_close (database);
}

guint
count_legal_invoices (Office *office, const char *order_number)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) book =
      pd_gateway_sandbox_list_invoices (pd_platform_thread_get_bureau (office->platform), &error);
  guint n = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < book->len; i++)
    n += g_str_equal (((const PdGatewaySandboxInvoice *) g_ptr_array_index (book, i))->order_number,
                      order_number);
  return n;
}
