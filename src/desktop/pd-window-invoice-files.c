/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-window-private.h"

#include "desktop/pd-file-save.h"
#include "desktop/pd-tell.h"
#include "model/pd-invoice.h"

#include <glib/gi18n-lib.h>

/* The tax bureau's own files of an invoice: the platform keeps them, and they are fetched when somebody wants one. */

/** Fetch: one file on its way. */
typedef struct
{
  PdWindow *window; /* (owned) */
  char *name;       /* (owned) of the file, without a folder */
  char *path;       /* (owned) (nullable) of the copy that is opened */
  GBytes *bytes;    /* (owned) (nullable) */
  gboolean saves;   /* or else it is opened */
} Fetch;

static void
fetch_free (Fetch *fetch)
{
  g_object_unref (fetch->window);
  g_clear_pointer (&fetch->bytes, g_bytes_unref);
  g_free (fetch->name);
  g_free (fetch->path);
  g_free (fetch);
}

static void
launched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fetch *fetch = user_data;
  g_autoptr (GError) error = NULL;

  if (!g_app_info_launch_default_for_uri_finish (result, &error))
    pd_tell (GTK_WINDOW (fetch->window), _ ("No Program Opens This File"), error->message);
  fetch_free (fetch);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fetch *fetch = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *uri = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      pd_tell (GTK_WINDOW (fetch->window), _ ("The File Cannot Be Opened"), error->message);
      fetch_free (fetch);
      return;
    }
  uri = g_filename_to_uri (fetch->path, NULL, NULL);
  g_app_info_launch_default_for_uri_async (uri, NULL, NULL, launched_cb, fetch);
}

/* In a folder of its own, that nobody else can look into. */
static void
write_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Fetch *fetch = data;
  GError *error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("piaodan-XXXXXX", &error);
  gsize size;
  const char *content = g_bytes_get_data (fetch->bytes, &size);

  if (folder != NULL)
    fetch->path = g_build_filename (folder, fetch->name, NULL);
  if (folder == NULL ||
      !g_file_set_contents_full (fetch->path, content, (gssize) size, G_FILE_SET_CONTENTS_NONE, 0400, &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fetch *fetch = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = pd_save_file_finish (result, &error);
  g_autofree char *text = NULL;

  if (file != NULL)
    {
      text = g_strdup_printf (_ ("“%s” was saved."), fetch->name);
      pd_window_add_toast (fetch->window, text);
    }
  else if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    pd_tell (GTK_WINDOW (fetch->window), _ ("No Copy Was Saved"), error->message);
  fetch_free (fetch);
}

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fetch *fetch = user_data;
  g_autoptr (GError) error = NULL;

  fetch->bytes = pd_sync_service_fetch_file_finish (PD_SYNC_SERVICE (source), result, &error);
  if (fetch->bytes == NULL)
    {
      pd_tell (GTK_WINDOW (fetch->window), _ ("The File Is Not Here"), error->message);
      fetch_free (fetch);
    }
  else if (fetch->saves)
    pd_save_file_async (GTK_WINDOW (fetch->window), _ ("Save the File"), fetch->name, fetch->bytes, NULL,
                        saved_cb, fetch);
  else
    {
      g_autoptr (GTask) task = g_task_new (NULL, NULL, written_cb, fetch);

      g_task_set_source_tag (task, fetched_cb);
      g_task_set_task_data (task, fetch, NULL);
      g_task_run_in_thread (task, write_thread);
    }
}

static void
file_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  static const struct
  {
    const char *ending;
    guint field;
  } kinds[] = { { "pdf", PD_INVOICE_PDF_HASH },
                { "ofd", PD_INVOICE_OFD_HASH },
                { "xml", PD_INVOICE_XML_HASH } };
  PdWindow *self = user_data;
  PdRecord *invoice = pd_window_get_record (self);
  const char *ending = g_variant_get_string (parameter, NULL);
  const char *hash = NULL;
  g_autofree char *dotted = g_strconcat (".", ending, NULL);
  Fetch *fetch;

  if (invoice == NULL || pd_record_get_record_type (invoice) != &pd_invoice_type)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].ending, ending))
      hash = pd_record_get_text (invoice, kinds[i].field);
  if (hash == NULL)
    return;
  fetch = g_new0 (Fetch, 1);
  fetch->window = g_object_ref (self);
  fetch->name = pd_save_file_name (pd_record_get_title (invoice), dotted);
  fetch->saves = g_str_equal (g_action_get_name (G_ACTION (action)), "save-invoice-file");
  pd_sync_service_fetch_file_async (self->service, hash, NULL, fetched_cb, fetch);
}

static const GActionEntry entries[] = {
  { "open-invoice-file", file_cb, "s" },
  { "save-invoice-file", file_cb, "s" },
};

void
pd_window_install_invoice_file_actions (PdWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
