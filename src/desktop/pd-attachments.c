/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-attachments-private.h"

#include "desktop/pd-tooltip.h"
#include "model/pd-permission.h"

#include <glib/gi18n-lib.h>

/* Progress is told by the mebibyte: no need to look each time. */
#define REFRESH_MILLISECONDS 150

G_DEFINE_FINAL_TYPE (PdAttachments, pd_attachments, GTK_TYPE_WIDGET)

static void
row_free (gpointer data)
{
  PdAttachmentRow *row = data;

  g_free (row->id);
  g_free (row->name);
  g_free (row->sha256);
  g_free (row->added_by);
  g_free (row);
}

PdAttachmentRow *
pd_attachments_find_row (PdAttachments *self, const char *id)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      PdAttachmentRow *row = g_ptr_array_index (self->rows, i);

      if (g_str_equal (row->id, id))
        return row;
    }
  return NULL;
}

/* --- who may change them */

/* The platform would refuse it when it is sent, perhaps hours later. Of somebody who has never signed in nothing is known. */
gboolean
pd_attachments_may_change (PdAttachments *self)
{
  return self->record == NULL || self->role == NULL ||
         pd_permission_has (self->role, "patch", pd_record_get_record_type (self->record)->name);
}

const char *
pd_attachments_refusal (void)
{
  return _ (
      "Your role does not allow you to attach files here, nor to remove them. Ask somebody in finance.");
}

static void
show_permission (PdAttachments *self)
{
  gboolean may = pd_attachments_may_change (self);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "attachments.choose", may);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "attachments.paste", may);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "attachments.remove", may);
  gtk_label_set_label (GTK_LABEL (self->hint),
                       may ? _ ("No files. Drop one here, or paste it.") : pd_attachments_refusal ());
  gtk_widget_set_visible (self->hint, self->rows->len == 0 || !may);
  for (guint i = 0; i < self->rows->len; i++)
    gtk_widget_set_visible (((const PdAttachmentRow *) g_ptr_array_index (self->rows, i))->remove, may);
}

/* --- where the files are */

typedef struct
{
  GWeakRef self;
  GPtrArray *hashes; /* (owned) of char* */
  GArray *sizes;     /* (owned) of gint64 */
  GArray *standings; /* (owned) of PdStoreBlobStanding */
} Look;

static void
look_free (Look *look)
{
  g_weak_ref_clear (&look->self);
  g_ptr_array_unref (look->hashes);
  g_array_unref (look->sizes);
  g_array_unref (look->standings);
  g_free (look);
}

static gboolean
look_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *look = data;

  g_array_set_size (look->standings, 0);
  for (guint i = 0; i < look->hashes->len; i++)
    {
      PdStoreBlobStanding standing;

      if (!pd_store_blob_get_standing (session, g_ptr_array_index (look->hashes, i),
                                       g_array_index (look->sizes, gint64, i), &standing, error))
        return FALSE;
      g_array_append_val (look->standings, standing);
    }
  return TRUE;
}

/* (transfer full): where the file is, in words */
static char *
standing_text (PdAttachments *self, const PdAttachmentRow *row, const PdStoreBlobStanding *standing)
{
  gpointer there = NULL;

  if (g_hash_table_contains (self->fetching, row->sha256))
    return g_strdup (_ ("Being fetched…"));
  if (standing->problem != NULL)
    return g_strdup (standing->problem);
  if (standing->queued)
    return standing->sent > 0 && standing->size > 0
               ? g_strdup_printf (_ ("Waits to be sent, %d %% are there"),
                                  (int) (standing->sent * 100 / standing->size))
               : g_strdup (_ ("Waits to be sent"));
  if (standing->here)
    return g_strdup (standing->on_platform ? _ ("Already on the platform") : _ ("Kept on this computer"));
  if (g_hash_table_lookup_extended (self->there, row->sha256, NULL, &there) && !GPOINTER_TO_INT (there))
    return g_strdup (_ ("Not there yet: still on the other computer"));
  return g_strdup (_ ("On the platform only; it is fetched when you open it"));
}

static char *
progress_text (gint64 done, gint64 size, gboolean fetched)
{
  int percent = size > 0 ? (int) (done * 100 / size) : 100;

  return fetched ? g_strdup_printf (_ ("Being fetched, %d %%"), percent)
                 : g_strdup_printf (_ ("Being sent, %d %%"), percent);
}

static void
show_standing (PdAttachments *self, PdAttachmentRow *row, const PdStoreBlobStanding *standing)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *size = g_format_size ((guint64) MAX (row->size, 0));
  g_autofree char *where = NULL;
  gint64 done = 0, whole = 0;
  gboolean under_way =
      self->blobs != NULL && pd_sync_blobs_get_progress (self->blobs, row->sha256, &done, &whole);
  gboolean fetched = g_hash_table_contains (self->fetching, row->sha256);

  row->here = standing->here;
  where = under_way ? progress_text (done, whole, fetched) : standing_text (self, row, standing);
  g_string_append (text, size);
  if (row->added_by != NULL)
    g_string_append_printf (text, " · %s", row->added_by);
  g_string_append_printf (text, " · %s", where);
  adw_action_row_set_subtitle (row->widget, text->str);
  gtk_widget_set_visible (row->warning, standing->problem != NULL);
  gtk_widget_set_visible (row->spinner, under_way || fetched);
  gtk_spinner_set_spinning (GTK_SPINNER (row->spinner), under_way || fetched);
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdAttachments) self = g_object_ref (PD_ATTACHMENTS (((gpointer *) user_data)[0]));
  g_autofree char *sha256 = ((gpointer *) user_data)[1];
  gboolean there = FALSE;

  g_object_unref (self);
  g_free (user_data);
  if (!pd_sync_blobs_look_finish (PD_SYNC_BLOBS (source), result, &there, NULL))
    g_hash_table_remove (self->there, sha256);
  else
    {
      g_hash_table_replace (self->there, g_steal_pointer (&sha256), GINT_TO_POINTER (there));
      pd_attachments_refresh (self);
    }
}

/* The record may be here before the file is on the platform: the platform is asked, once while the page is shown. */
static void
ask (PdAttachments *self, const PdAttachmentRow *row)
{
  gpointer *data;

  if (self->blobs == NULL || row->here || g_hash_table_contains (self->there, row->sha256))
    return;
  g_hash_table_replace (self->there, g_strdup (row->sha256), GINT_TO_POINTER (TRUE));
  data = g_new (gpointer, 2);
  data[0] = g_object_ref (self);
  data[1] = g_strdup (row->sha256);
  pd_sync_blobs_look_async (self->blobs, row->sha256, NULL, asked_cb, data);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  gboolean ok = pd_store_read_finish (PD_STORE (source), result, NULL);
  Look *look = pd_store_job_data (result);
  g_autoptr (PdAttachments) self = g_weak_ref_get (&look->self);

  if (self == NULL || !ok)
    return;
  for (guint i = 0; i < self->rows->len; i++)
    {
      PdAttachmentRow *row = g_ptr_array_index (self->rows, i);
      guint at;

      if (!g_ptr_array_find_with_equal_func (look->hashes, row->sha256, g_str_equal, &at))
        continue;
      show_standing (self, row, &g_array_index (look->standings, PdStoreBlobStanding, at));
      ask (self, row);
    }
}

static gboolean
refresh_cb (gpointer user_data)
{
  PdAttachments *self = user_data;
  Look *look = g_new0 (Look, 1);

  self->refresh_source = 0;
  g_weak_ref_init (&look->self, self);
  look->hashes = g_ptr_array_new_with_free_func (g_free);
  look->sizes = g_array_new (FALSE, FALSE, sizeof (gint64));
  look->standings = g_array_new (FALSE, FALSE, sizeof (PdStoreBlobStanding));
  g_array_set_clear_func (look->standings, (GDestroyNotify) pd_store_blob_standing_clear);
  for (guint i = 0; i < self->rows->len; i++)
    {
      const PdAttachmentRow *row = g_ptr_array_index (self->rows, i);

      g_ptr_array_add (look->hashes, g_strdup (row->sha256));
      g_array_append_val (look->sizes, row->size);
    }
  pd_store_read_async (self->store, PD_STORE_PRIORITY_EDIT, look_job, look, (GDestroyNotify) look_free, NULL,
                       looked_cb, NULL);
  return G_SOURCE_REMOVE;
}

/* Looks again where the files are, soon. */
void
pd_attachments_refresh (PdAttachments *self)
{
  if (self->refresh_source == 0 && self->rows->len > 0 && self->store != NULL)
    self->refresh_source = g_timeout_add (REFRESH_MILLISECONDS, refresh_cb, self);
}

static void
blobs_changed_cb (PdAttachments *self)
{
  pd_attachments_refresh (self);
}

/* --- rows */

static void
row_button_cb (GtkButton *button, PdAttachments *self)
{
  const char *id = g_object_get_data (G_OBJECT (button), "attachment");
  void (*work) (PdAttachments *, const char *) =
      (void (*) (PdAttachments *, const char *)) g_object_get_data (G_OBJECT (button), "work");
  g_autofree char *kept = g_strdup (id);

  work (self, kept);
}

static GtkWidget *
add_button (PdAttachments *self,
            PdAttachmentRow *row,
            const char *icon,
            const char *label,
            void (*work) (PdAttachments *, const char *))
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);
  g_autofree char *name = g_strdup_printf ("%s: %s", label, row->name);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  pd_set_tooltip (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (button), "attachment", g_strdup (row->id), g_free);
  g_object_set_data (G_OBJECT (button), "work", (gpointer) work);
  g_signal_connect (button, "clicked", G_CALLBACK (row_button_cb), self);
  adw_action_row_add_suffix (row->widget, button);
  return button;
}

static GtkWidget *
type_icon (const PdRecord *attachment)
{
  const char *media_type = pd_record_get_text (attachment, PD_ATTACHMENT_MEDIA_TYPE);
  g_autofree char *content_type = media_type != NULL ? g_content_type_from_mime_type (media_type) : NULL;
  g_autoptr (GIcon) icon = content_type != NULL ? g_content_type_get_symbolic_icon (content_type) : NULL;
  GtkWidget *image = icon != NULL ? gtk_image_new_from_gicon (icon)
                                  : gtk_image_new_from_icon_name ("text-x-generic-symbolic");

  gtk_accessible_update_state (GTK_ACCESSIBLE (image), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  return image;
}

static PdAttachmentRow *
row_new (PdAttachments *self, const PdRecord *attachment)
{
  PdAttachmentRow *row = g_new0 (PdAttachmentRow, 1);
  const char *sha256 = pd_record_get_text (attachment, PD_ATTACHMENT_SHA256);
  GtkWidget *widget = adw_action_row_new ();

  row->id = g_strdup (pd_record_get_id (attachment));
  row->name = g_strdup (pd_record_get_title (attachment));
  row->sha256 = g_strdup (sha256 != NULL ? sha256 : "");
  row->size = pd_record_get_integer (attachment, PD_ATTACHMENT_SIZE);
  row->added_by = g_strdup (pd_record_get_text (attachment, PD_ATTACHMENT_ADDED_BY));
  row->here = TRUE;
  row->widget = ADW_ACTION_ROW (widget);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (widget), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (widget), row->name);
  adw_action_row_set_title_lines (row->widget, 2);
  adw_action_row_add_prefix (row->widget, type_icon (attachment));
  row->warning = gtk_image_new_from_icon_name ("dialog-warning-symbolic");
  gtk_widget_add_css_class (row->warning, "warning");
  gtk_widget_set_visible (row->warning, FALSE);
  adw_action_row_add_suffix (row->widget, row->warning);
  row->spinner = gtk_spinner_new ();
  gtk_widget_set_visible (row->spinner, FALSE);
  adw_action_row_add_suffix (row->widget, row->spinner);
  add_button (self, row, "document-save-as-symbolic", _ ("Save a copy"), pd_attachments_save_as);
  row->remove = add_button (self, row, "user-trash-symbolic", _ ("Remove"), pd_attachments_remove);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (widget), TRUE);
  g_object_set_data_full (G_OBJECT (widget), "attachment", g_strdup (row->id), g_free);
  return row;
}

static void
row_activated_cb (PdAttachments *self, GtkListBoxRow *row)
{
  g_autofree char *id = g_strdup (g_object_get_data (G_OBJECT (row), "attachment"));

  pd_attachments_open (self, id);
}

/* Whether the rows are of these attachments, so that the focus and what is under way stay where they are. */
static gboolean
shows (PdAttachments *self, GPtrArray *attachments)
{
  if (self->rows->len != attachments->len)
    return FALSE;
  for (guint i = 0; i < attachments->len; i++)
    {
      const PdRecord *attachment = g_ptr_array_index (attachments, i);
      const PdAttachmentRow *row = g_ptr_array_index (self->rows, i);

      if (!g_str_equal (row->id, pd_record_get_id (attachment)) ||
          !g_str_equal (row->name, pd_record_get_title (attachment)) ||
          g_strcmp0 (row->added_by, pd_record_get_text (attachment, PD_ATTACHMENT_ADDED_BY)) != 0)
        return FALSE;
    }
  return TRUE;
}

static void
fill (PdAttachments *self, GPtrArray *attachments)
{
  for (guint i = 0; i < self->rows->len; i++)
    gtk_list_box_remove (self->list,
                         GTK_WIDGET (((PdAttachmentRow *) g_ptr_array_index (self->rows, i))->widget));
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < attachments->len; i++)
    {
      PdAttachmentRow *row = row_new (self, g_ptr_array_index (attachments, i));

      g_ptr_array_add (self->rows, row);
      gtk_list_box_append (self->list, GTK_WIDGET (row->widget));
    }
  gtk_widget_set_visible (self->frame, attachments->len > 0);
}

/**
 * pd_attachments_show:
 * @self: the section
 * @record: (nullable): the record on the page; the section hides for one that takes no attachments
 *
 * Shows a record's attachments, and where their files are.
 */
void
pd_attachments_show (PdAttachments *self, const PdRecord *record)
{
  GPtrArray *attachments = record != NULL ? pd_record_get_attachments (record) : NULL;
  gboolean same = self->record != NULL && record != NULL &&
                  g_strcmp0 (pd_record_get_id (self->record), pd_record_get_id (record)) == 0;

  g_return_if_fail (PD_IS_ATTACHMENTS (self));

  g_clear_pointer (&self->record, pd_record_unref);
  self->record = attachments != NULL ? pd_record_ref ((PdRecord *) record) : NULL;
  gtk_widget_set_visible (GTK_WIDGET (self), attachments != NULL);
  if (!same)
    g_hash_table_remove_all (self->there);
  if (attachments == NULL)
    return;
  if (!same || !shows (self, attachments))
    fill (self, attachments);
  show_permission (self);
  /* At once: a row without a word of where its file is would be half a row. */
  g_clear_handle_id (&self->refresh_source, g_source_remove);
  if (self->rows->len > 0)
    refresh_cb (self);
}

/**
 * pd_attachments_set_blobs:
 * @self: the section
 * @blobs: (nullable): the way of files to and from the platform
 */
void
pd_attachments_set_blobs (PdAttachments *self, PdSyncBlobs *blobs)
{
  g_return_if_fail (PD_IS_ATTACHMENTS (self));

  if (self->blobs != NULL)
    g_clear_signal_handler (&self->changed_handler, self->blobs);
  g_set_object (&self->blobs, blobs);
  if (blobs != NULL)
    self->changed_handler = g_signal_connect_swapped (blobs, "changed", G_CALLBACK (blobs_changed_cb), self);
}

/**
 * pd_attachments_set_role:
 * @self: the section
 * @role: (nullable): of who is signed in: what the platform would refuse is not offered
 */
void
pd_attachments_set_role (PdAttachments *self, const char *role)
{
  g_return_if_fail (PD_IS_ATTACHMENTS (self));

  g_free (self->role);
  self->role = g_strdup (role);
  show_permission (self);
}

/* --- ways in */

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, PdAttachments *self)
{
  g_autoptr (GSList) files = NULL;

  if (self->record == NULL || !G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    return FALSE;
  files = gdk_file_list_get_files (g_value_get_boxed (value));
  pd_attachments_add_files (self, files);
  return files != NULL;
}

static void
choose_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  pd_attachments_choose (PD_ATTACHMENTS (widget));
}

static void
paste_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  pd_attachments_paste (PD_ATTACHMENTS (widget));
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PdAttachments *self = PD_ATTACHMENTS (widget);
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));
  GtkWidget *row = focus != NULL ? gtk_widget_get_ancestor (focus, ADW_TYPE_ACTION_ROW) : NULL;
  g_autofree char *id = row != NULL ? g_strdup (g_object_get_data (G_OBJECT (row), "attachment")) : NULL;

  if (id != NULL)
    pd_attachments_remove (self, id);
}

static GtkWidget *
heading (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (_ ("Attachments"));
  GtkWidget *button = gtk_button_new_with_label (_ ("Attach…"));
  g_autofree char *limit =
      g_strdup_printf (_ ("Files of any kind, up to %d MB each"), PD_ATTACHMENT_MAX_BYTES / 1000000);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, "heading");
  gtk_widget_add_css_class (button, "flat");
  pd_set_tooltip (button, limit);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Attach…"), -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "attachments.choose");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), button);
  return box;
}

static void
pd_attachments_dispose (GObject *object)
{
  PdAttachments *self = PD_ATTACHMENTS (object);

  g_clear_handle_id (&self->refresh_source, g_source_remove);
  pd_attachments_set_blobs (self, NULL);
  g_clear_object (&self->store);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (pd_attachments_parent_class)->dispose (object);
}

static void
pd_attachments_finalize (GObject *object)
{
  PdAttachments *self = PD_ATTACHMENTS (object);

  g_clear_pointer (&self->record, pd_record_unref);
  g_ptr_array_unref (self->rows);
  g_hash_table_unref (self->there);
  g_hash_table_unref (self->fetching);
  g_free (self->role);
  G_OBJECT_CLASS (pd_attachments_parent_class)->finalize (object);
}

static void
pd_attachments_class_init (PdAttachmentsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pd_attachments_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_attachments_finalize;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_install_action (widget_class, "attachments.choose", NULL, choose_action);
  gtk_widget_class_install_action (widget_class, "attachments.paste", NULL, paste_action);
  gtk_widget_class_install_action (widget_class, "attachments.remove", NULL, remove_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_v, GDK_CONTROL_MASK, "attachments.paste", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "attachments.remove", NULL);
}

static void
pd_attachments_init (PdAttachments *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  self->rows = g_ptr_array_new_with_free_func (row_free);
  self->there = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->fetching = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_box_append (GTK_BOX (self->box), heading ());
  self->hint = gtk_label_new (_ ("No files. Drop one here, or paste it."));
  gtk_label_set_xalign (GTK_LABEL (self->hint), 0.0f);
  gtk_label_set_wrap (GTK_LABEL (self->hint), TRUE);
  gtk_widget_add_css_class (self->hint, "dim-label");
  gtk_widget_add_css_class (self->hint, "caption");
  gtk_box_append (GTK_BOX (self->box), self->hint);
  self->frame = gtk_list_box_new ();
  self->list = GTK_LIST_BOX (self->frame);
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->frame, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->frame), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Attachments"), -1);
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (row_activated_cb), self);
  gtk_box_append (GTK_BOX (self->box), self->frame);
  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * pd_attachments_new:
 * @store: the cache
 *
 * Returns: (transfer floating): the section of a record's page that shows its attachments
 */
GtkWidget *
pd_attachments_new (PdStore *store)
{
  PdAttachments *self = g_object_new (PD_TYPE_ATTACHMENTS, NULL);

  self->store = g_object_ref (store);
  return GTK_WIDGET (self);
}
