/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-window-private.h"

#include "desktop/pd-field-text.h"
#include "desktop/pd-unsaved.h"
#include "model/pd-merge.h"
#include "store/pd-store-records.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

typedef struct
{
  GWeakRef window;
  char *cache_path; /* (owned) */
  GPtrArray *found; /* (owned) (nullable) of PdUnsaved */
} Look;

static void
look_free (Look *look)
{
  g_weak_ref_clear (&look->window);
  g_free (look->cache_path);
  g_clear_pointer (&look->found, g_ptr_array_unref);
  g_free (look);
}

/* What was saved just before the program ended is not unsaved. */
static gboolean
is_saved (PdStoreSession *session, PdUnsaved *unsaved)
{
  g_autoptr (PdRecord) current = pd_store_get_record (session, pd_record_get_record_type (unsaved->working),
                                                      pd_record_get_id (unsaved->working), NULL);
  g_autoptr (PdPatch) patch = NULL;

  if (current == NULL)
    return FALSE;
  unsaved->is_new = FALSE;
  patch = pd_diff (current, unsaved->working);
  return pd_patch_get_n_changes (patch) == 0;
}

static gboolean
look_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *look = data;

  look->found = pd_unsaved_find (look->cache_path);
  for (guint i = look->found->len; i > 0; i--)
    {
      PdUnsaved *unsaved = g_ptr_array_index (look->found, i - 1);

      if (!is_saved (session, unsaved))
        continue;
      g_unlink (unsaved->path);
      g_ptr_array_remove_index (look->found, i - 1);
    }
  return TRUE;
}

/* --- asking */

static void ask (PdWindow *self, GPtrArray *found);

static void
restore (PdWindow *self, const PdUnsaved *unsaved)
{
  const PdPlace *place = pd_place_for_type (pd_record_get_record_type (unsaved->working));

  pd_window_edit (self, place, unsaved->working, unsaved->is_new);
  pd_record_editor_restore (self->editor, unsaved->original, unsaved->working, unsaved->is_new);
}

static void
response_cb (AdwMessageDialog *dialog, const char *response, PdWindow *self)
{
  g_autoptr (GPtrArray) found = g_ptr_array_ref (g_object_get_data (G_OBJECT (dialog), "found"));
  const PdUnsaved *unsaved = g_ptr_array_index (found, 0);

  if (g_str_equal (response, "restore"))
    {
      restore (self, unsaved);
      return; /* the others are asked about at the next start */
    }
  if (g_str_equal (response, "discard"))
    g_unlink (unsaved->path);
  g_ptr_array_remove_index (found, 0);
  ask (self, found);
}

static void
ask (PdWindow *self, GPtrArray *found)
{
  const PdUnsaved *unsaved;
  const char *title;
  g_autofree char *time = NULL;
  GtkWidget *dialog;

  if (found->len == 0 || self->editor != NULL)
    return;
  unsaved = g_ptr_array_index (found, 0);
  title = pd_record_get_title (unsaved->working);
  time = pd_time_text (unsaved->typed_at);
  dialog = adw_message_dialog_new (GTK_WINDOW (self), _ ("Restore Unsaved Work?"), NULL);
  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog),
                                  /* Translators: 1: the number of an order or a name, 2: a time */
                                  _ ("Piaodan ended before “%1$s” was saved. It was typed until %2$s."),
                                  *title != '\0' ? title : _ ("Without a name"), time);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "later", _ ("Later"), "discard",
                                    _ ("Discard"), "restore", _ ("Restore"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "discard",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "restore", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "restore");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "later");
  g_object_set_data_full (G_OBJECT (dialog), "found", g_ptr_array_ref (found),
                          (GDestroyNotify) g_ptr_array_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
looked_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  gboolean ok = pd_store_read_finish (PD_STORE (store), result, NULL);
  Look *look = pd_store_job_data (result);
  g_autoptr (PdWindow) self = g_weak_ref_get (&look->window);

  if (ok && self != NULL && self->store != NULL)
    ask (self, look->found);
}

/**
 * pd_window_offer_unsaved:
 * @self: the first window, filled
 *
 * Asks whether to go on with what was typed and not saved when the program ended.
 */
void
pd_window_offer_unsaved (PdWindow *self)
{
  Look *look = g_new0 (Look, 1);

  g_return_if_fail (PD_IS_WINDOW (self));

  g_weak_ref_init (&look->window, self);
  look->cache_path = g_strdup (pd_store_get_path (self->store));
  pd_store_read_async (self->store, PD_STORE_PRIORITY_IDLE, look_job, look, (GDestroyNotify) look_free, NULL,
                       looked_cb, NULL);
}
