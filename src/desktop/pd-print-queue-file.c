/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-print-queue-file.h"

#include "desktop/pd-print-queue.h"

#include <glib/gstdio.h>

#define GROUP_PREFIX "Entry "

static void
write_entry (GKeyFile *keys, const char *group, const PdPrintEntry *entry)
{
  g_autofree char *uri = entry->file != NULL ? g_file_get_uri (entry->file) : NULL;

  g_key_file_set_string (keys, group, "title", entry->title);
  if (entry->id != NULL)
    g_key_file_set_string (keys, group, "invoice", entry->id);
  if (entry->received_id != NULL)
    g_key_file_set_string (keys, group, "received", entry->received_id);
  if (entry->received_id != NULL && entry->subtitle != NULL)
    g_key_file_set_string (keys, group, "subtitle", entry->subtitle);
  if (uri != NULL)
    g_key_file_set_string (keys, group, "file", uri);
  if (entry->doubtful)
    g_key_file_set_boolean (keys, group, "doubtful", TRUE);
}

/**
 * pd_print_queue_file_save:
 * @path: the file, beside the cache
 * @entries: (element-type PdPrintEntry): what waits to be printed
 *
 * Keeps the queue: small, and durable before the first byte goes to a printer. An empty queue has no file.
 */
void
pd_print_queue_file_save (const char *path, GListModel *entries)
{
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  guint n = g_list_model_get_n_items (entries);
  gsize length;

  if (n == 0)
    {
      g_unlink (path);
      return;
    }
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (PdPrintEntry) entry = g_list_model_get_item (entries, i);
      g_autofree char *group = g_strdup_printf (GROUP_PREFIX "%u", i);

      write_entry (keys, group, entry);
    }
  text = g_key_file_to_data (keys, &length, NULL);
  if (!g_file_set_contents_full (path, text, (gssize) length, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
    g_message ("The print queue was not kept: %s", error->message);
}

/**
 * pd_print_queue_file_load:
 * @path: the file
 * @entries: (element-type PdPrintEntry): where to add what is in it
 *
 * Takes up the queue of last time, if there was one.
 */
void
pd_print_queue_file_load (const char *path, GListStore *entries)
{
  g_autoptr (GKeyFile) keys = g_key_file_new ();

  if (!g_key_file_load_from_file (keys, path, G_KEY_FILE_NONE, NULL))
    return;
  for (guint i = 0; i < PD_PRINT_QUEUE_MAX; i++)
    {
      g_autofree char *group = g_strdup_printf (GROUP_PREFIX "%u", i);
      g_autofree char *id = g_key_file_get_string (keys, group, "invoice", NULL);
      g_autofree char *received = g_key_file_get_string (keys, group, "received", NULL);
      g_autofree char *subtitle = g_key_file_get_string (keys, group, "subtitle", NULL);
      g_autofree char *uri = g_key_file_get_string (keys, group, "file", NULL);
      g_autofree char *title = g_key_file_get_string (keys, group, "title", NULL);
      g_autoptr (GFile) file = uri != NULL ? g_file_new_for_uri (uri) : NULL;
      g_autoptr (PdPrintEntry) entry = NULL;

      if (id == NULL && file == NULL)
        break;
      if (id != NULL)
        entry = pd_print_entry_new_for_invoice (id, title);
      else if (received != NULL)
        entry = pd_print_entry_new_for_received (received, title, subtitle, file);
      else
        entry = pd_print_entry_new_for_file (file);
      entry->doubtful = g_key_file_get_boolean (keys, group, "doubtful", NULL);
      g_list_store_append (entries, entry);
    }
}
