/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync/office.h"

#include "model/pd-order.h"
#include "store/pd-store-records.h"

#include <glib/gstdio.h>
#include <sqlite3.h>

#define PATIENCE_SECONDS 60

static void
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

static gboolean
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
  g_assert_no_error (wait->error);
}

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Wait *wait = user_data;

  pd_sync_service_sign_in_finish (PD_SYNC_SERVICE (source), result, &wait->error);
  wait->done = TRUE;
}

static void
synced_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Wait *wait = user_data;

  pd_sync_service_sync_finish (PD_SYNC_SERVICE (source), result, &wait->error);
  wait->done = TRUE;
}

void
office_synchronise (Office *office, guint index)
{
  Wait wait = { 0 };

  pd_sync_service_sync_async (office->desktops[index].service, NULL, synced_cb, &wait);
  wait_until_done (&wait);
}

static void
desktop_open (Office *office, guint index, const char *user)
{
  Desktop *desktop = &office->desktops[index];
  g_autofree char *name = g_strdup_printf ("desktop-%u", index);
  g_autofree char *password = pd_platform_thread_get_password (office->platform, user, NULL);
  g_autofree char *token = NULL;
  g_autoptr (GError) error = NULL;
  Wait wait = { 0 };

  desktop->folder = g_build_filename (office->folder, name, NULL);
  g_assert_cmpint (g_mkdir (desktop->folder, 0700), ==, 0);
  desktop->path = g_build_filename (desktop->folder, "cache.sqlite", NULL);
  token = g_build_filename (desktop->folder, "token", NULL);
  desktop->store = pd_store_open (desktop->path, &error);
  g_assert_no_error (error);
  desktop->service = pd_sync_service_new (desktop->store);
  pd_sync_service_set_token_file (desktop->service, token);
  pd_sync_service_sign_in_async (desktop->service, pd_platform_thread_get_uri (office->platform),
                                 pd_platform_thread_get_certificate_file (office->platform), user, password,
                                 NULL, signed_in_cb, &wait);
  wait_until_done (&wait);
  office_synchronise (office, index);
}

Office *
office_open_for (const char *second)
{
  const PdPlatformThreadOptions options = { .password_iterations = 10 };
  Office *office = g_new0 (Office, 1);
  g_autofree char *data = NULL;
  g_autoptr (GError) error = NULL;

  office->folder = g_dir_make_tmp ("piaodan-repair-XXXXXX", &error);
  g_assert_no_error (error);
  data = g_build_filename (office->folder, "platform", NULL);
  office->platform_path = g_build_filename (data, "platform.sqlite", NULL);
  office->platform = pd_platform_thread_start (data, &options, &error);
  g_assert_no_error (error);
  desktop_open (office, 0, "clerk");
  desktop_open (office, 1, second);
  return office;
}

Office *
office_open (void)
{
  return office_open_for ("finance");
}

void
office_close (Office *office)
{
  for (guint i = 0; i < G_N_ELEMENTS (office->desktops); i++)
    {
      g_clear_object (&office->desktops[i].service);
      pd_store_close (office->desktops[i].store);
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_clear_object (&office->desktops[i].store);
      g_free (office->desktops[i].folder);
      g_free (office->desktops[i].path);
    }
  pd_platform_thread_stop (office->platform);
  remove_tree (office->folder);
  g_free (office->platform_path);
  g_free (office->folder);
  g_free (office);
}

static gboolean
save_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return pd_store_save_record (session, data, g_get_real_time (), error);
}

void
office_save (Office *office, guint index, PdRecord *record)
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
} Load;

static gboolean
load_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Load *load = data;

  load->record = pd_store_get_record (session, load->type, load->id, error);
  return load->record != NULL;
}

/* (nullable) */
PdRecord *
office_load (Office *office, guint index, const PdRecord *like)
{
  Load load = { .type = pd_record_get_record_type (like), .id = pd_record_get_id (like) };

  pd_store_read (office->desktops[index].store, load_job, &load, NULL, NULL);
  return load.record;
}

void
office_run_sql (const char *path, const char *format, ...)
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

PdRecord *
office_make_order (const char *buyer)
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

PdRecord *
office_make_shared_order (Office *office, const char *buyer)
{
  g_autoptr (PdRecord) order = office_make_order (buyer);

  office_save (office, 0, order);
  office_synchronise (office, 0);
  office_synchronise (office, 1);
  return office_load (office, 1, order);
}
