/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-device-panel.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "desktop/pd-field-text.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-look.h"
#include "desktop/pd-save.h"
#include "desktop/pd-tell.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-device.h"
#include "model/pd-id.h"
#include "model/pd-order.h"
#include "model/pd-permission.h"
#include "store/pd-store-records.h"

/* More than this is counted, not shown. */
#define MAX_SHOWN 200
/* What a device_event's text holds. */
#define TEXT_LENGTH 500

/* What became of a device, the newest first, each with the way to the order that did it. */
struct _PdDevicePanel
{
  GtkBox parent_instance;

  PdStore *store;     /* (owned) (nullable) */
  PdLook *look;       /* (owned) (nullable) */
  PdRecord *device;   /* (owned) (nullable) */
  GHashTable *orders; /* (owned) ids of orders by their numbers */

  /* Borrowed */
  GtkWidget *rows;
  GtkWidget *nothing;
  GtkWidget *more;
  GtkWidget *add;
};

G_DEFINE_FINAL_TYPE (PdDevicePanel, pd_device_panel, GTK_TYPE_BOX)

/* --- rows */

static GtkWidget *
order_button (PdDevicePanel *self, const char *number)
{
  const char *id = number != NULL ? g_hash_table_lookup (self->orders, number) : NULL;
  g_autofree char *name = NULL;
  GtkWidget *button;

  if (id == NULL)
    return NULL;
  name = pd_record_name_text (&pd_order_type, number);
  button = gtk_button_new_with_label (name);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(ss)", pd_order_type.name, id);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.show-record");
  return button;
}

static char *
event_subtitle (const PdRecord *event)
{
  static const guint fields[] = { PD_DEVICE_EVENT_HAPPENED_AT, PD_DEVICE_EVENT_ADDED_BY,
                                  PD_DEVICE_EVENT_ORDER_NUMBER };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_autofree char *part = pd_field_text (event, fields[i]);

      if (*part != '\0')
        g_string_append_printf (text, text->len > 0 ? " · %s" : "%s", part);
    }
  if (!pd_record_has (event, PD_DEVICE_EVENT_ADDED_AT))
    g_string_append_printf (text, " · %s", _ ("Not confirmed yet"));
  return g_string_free (text, FALSE);
}

static GtkWidget *
event_row (PdDevicePanel *self, const PdRecord *event)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = order_button (self, pd_record_get_text (event, PD_DEVICE_EVENT_ORDER_NUMBER));
  const char *words = pd_record_get_text (event, PD_DEVICE_EVENT_TEXT);
  g_autofree char *kind = pd_field_text (event, PD_DEVICE_EVENT_KIND);
  g_autofree char *title = words != NULL ? g_strdup_printf (_ ("%1$s: %2$s"), kind, words) : g_strdup (kind);
  g_autofree char *subtitle = event_subtitle (event);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 4);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 3);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  if (button != NULL)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  return row;
}

static int
compare_events (gconstpointer a, gconstpointer b)
{
  gint64 first = pd_record_get_integer (*(const PdRecord *const *) a, PD_DEVICE_EVENT_HAPPENED_AT);
  gint64 second = pd_record_get_integer (*(const PdRecord *const *) b, PD_DEVICE_EVENT_HAPPENED_AT);

  return (first < second) - (first > second);
}

static void
update (PdDevicePanel *self)
{
  g_autoptr (GPtrArray) events = NULL;
  g_autofree char *text = NULL;
  guint more;

  pd_layout_empty (self->rows);
  if (self->device == NULL)
    return;
  events = g_ptr_array_copy (pd_record_get_list (self->device, 0), NULL, NULL);
  g_ptr_array_set_free_func (events, NULL);
  g_ptr_array_sort (events, compare_events);
  for (guint i = 0; i < events->len && i < MAX_SHOWN; i++)
    gtk_list_box_append (GTK_LIST_BOX (self->rows), event_row (self, g_ptr_array_index (events, i)));
  more = events->len > MAX_SHOWN ? events->len - MAX_SHOWN : 0;
  text = more > 0 ? g_strdup_printf (ngettext ("And %u more.", "And %u more.", more), more) : NULL;
  pd_layout_say (self->more, text);
  gtk_widget_set_visible (self->rows, events->len > 0);
  gtk_widget_set_visible (self->nothing, events->len == 0);
}

/* --- which orders there are */

/** Look: one search for its orders. */
typedef struct
{
  GPtrArray *numbers; /* (owned) of char* */
  GHashTable *orders; /* (owned) ids by number */
} Look;

static void
look_clear (gpointer data)
{
  Look *look = data;

  g_ptr_array_unref (look->numbers);
  g_hash_table_unref (look->orders);
}

static gboolean
look_start (gpointer owner, gpointer data)
{
  PdDevicePanel *self = owner;
  Look *look = data;
  GPtrArray *events = self->device != NULL ? pd_record_get_list (self->device, 0) : NULL;

  if (events == NULL)
    return FALSE;
  look->numbers = g_ptr_array_new_with_free_func (g_free);
  look->orders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < events->len; i++)
    {
      const char *number = pd_record_get_text (g_ptr_array_index (events, i), PD_DEVICE_EVENT_ORDER_NUMBER);

      if (number != NULL)
        g_ptr_array_add (look->numbers, g_strdup (number));
    }
  return TRUE;
}

static gboolean
look_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *look = data;

  for (guint i = 0; i < look->numbers->len; i++)
    {
      const char *number = g_ptr_array_index (look->numbers, i);
      char *id = pd_store_find_by (session, &pd_order_type, PD_ORDER_NUMBER, number, NULL);

      if (id != NULL)
        g_hash_table_insert (look->orders, g_strdup (number), id);
    }
  return TRUE;
}

static void
look_done (gpointer owner, gpointer data, const GError *error)
{
  PdDevicePanel *self = owner;

  if (error != NULL)
    return;
  g_hash_table_unref (self->orders);
  self->orders = g_hash_table_ref (((Look *) data)->orders);
  update (self);
}

static const PdLookKind look_kind = { .start = look_start,
                                      .job = look_job,
                                      .done = look_done,
                                      .clear = look_clear,
                                      .size = sizeof (Look),
                                      .priority = PD_STORE_PRIORITY_IDLE };

/* --- a note of a person's */

static void
noted_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWindow) parent = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *about = NULL;
  PdSaveQuestion question;

  if (!pd_save_finish (PD_STORE (store), result, &question, &about, &error))
    pd_tell (parent, _ ("The Note Was Not Saved"), error->message);
}

static void
note_changed_cb (GtkEditable *entry, AdwMessageDialog *dialog)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (entry)));

  adw_message_dialog_set_response_enabled (dialog, "save", *text != '\0');
}

static void
note_answered_cb (AdwMessageDialog *dialog, const char *response, PdDevicePanel *self)
{
  GtkWidget *entry = g_object_get_data (G_OBJECT (dialog), "text");
  PdRecord *device = g_object_get_data (G_OBJECT (dialog), "device");
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (dialog));
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));
  g_autofree char *cause = pd_id_new (pd_now ());
  g_autoptr (PdRecord) wanted = pd_record_copy (device);

  if (!g_str_equal (response, "save") || *text == '\0' || self->store == NULL)
    return;
  pd_device_add_event (wanted, cause, PD_DEVICE_EVENT_NOTE, text, NULL, pd_now ());
  pd_save_async (self->store, device, wanted, PD_SAVE_NONE, noted_cb,
                 parent != NULL ? g_object_ref (parent) : NULL);
}

static void
add_cb (PdDevicePanel *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *dialog, *entry = gtk_entry_new ();

  if (self->device == NULL)
    return;
  dialog = adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, NULL,
                                   _ ("Say what was done or seen. It stays in the device's history."));
  adw_message_dialog_format_heading (ADW_MESSAGE_DIALOG (dialog), _ ("Device %s"),
                                     pd_record_get_title (self->device));
  gtk_entry_set_max_length (GTK_ENTRY (entry), TEXT_LENGTH);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  pd_set_accessible_label (entry, _ ("What was done"));
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), entry);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "close", _ ("Cancel"), "save", _ ("Save"),
                                    NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "save");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "close");
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (dialog), "save", FALSE);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "save", ADW_RESPONSE_SUGGESTED);
  g_object_set_data (G_OBJECT (dialog), "text", entry);
  g_object_set_data_full (G_OBJECT (dialog), "device", pd_record_ref (self->device),
                          (GDestroyNotify) pd_record_unref);
  g_signal_connect (entry, "changed", G_CALLBACK (note_changed_cb), dialog);
  g_signal_connect_object (dialog, "response", G_CALLBACK (note_answered_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (entry);
}

/* --- the widget */

static void
pd_device_panel_dispose (GObject *object)
{
  PdDevicePanel *self = PD_DEVICE_PANEL (object);

  g_clear_pointer (&self->look, pd_look_free);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (pd_device_panel_parent_class)->dispose (object);
}

static void
pd_device_panel_finalize (GObject *object)
{
  PdDevicePanel *self = PD_DEVICE_PANEL (object);

  g_clear_pointer (&self->device, pd_record_unref);
  g_hash_table_unref (self->orders);

  G_OBJECT_CLASS (pd_device_panel_parent_class)->finalize (object);
}

static void
pd_device_panel_class_init (PdDevicePanelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_device_panel_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_device_panel_finalize;
}

static void
pd_device_panel_init (PdDevicePanel *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *heading = pd_layout_text (_ ("History"), "heading");

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  self->orders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->add = gtk_button_new_with_label (_ ("Add to the History…"));
  self->rows = gtk_list_box_new ();
  self->nothing = pd_layout_text (_ ("Nothing has become of it yet."), "dim-label");
  self->more = pd_layout_text (NULL, "dim-label");
  gtk_widget_set_hexpand (heading, TRUE);
  gtk_widget_set_visible (self->more, FALSE);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->rows), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->rows, "boxed-list");
  pd_set_accessible_label (self->rows, _ ("History"));
  g_signal_connect_swapped (self->add, "clicked", G_CALLBACK (add_cb), self);
  gtk_box_append (GTK_BOX (head), heading);
  gtk_box_append (GTK_BOX (head), self->add);
  gtk_box_append (GTK_BOX (self), head);
  gtk_box_append (GTK_BOX (self), self->rows);
  gtk_box_append (GTK_BOX (self), self->nothing);
  gtk_box_append (GTK_BOX (self), self->more);
}

/** pd_device_panel_new: @store: the cache. Returns: (transfer floating): a panel that shows nothing yet */
GtkWidget *
pd_device_panel_new (PdStore *store)
{
  PdDevicePanel *self = g_object_new (PD_TYPE_DEVICE_PANEL, NULL);

  self->store = g_object_ref (store);
  self->look = pd_look_new (self, store, &look_kind);
  return GTK_WIDGET (self);
}

/** pd_device_panel_show: @device: (nullable): whose history */
void
pd_device_panel_show (PdDevicePanel *self, PdRecord *device)
{
  g_return_if_fail (PD_IS_DEVICE_PANEL (self));

  if (device != NULL)
    pd_record_ref (device);
  g_clear_pointer (&self->device, pd_record_unref);
  self->device = device;
  update (self);
  pd_look_now (self->look);
}

/** pd_device_panel_set_role: @role: (nullable): of who is signed in: what the platform would refuse is not offered */
void
pd_device_panel_set_role (PdDevicePanel *self, const char *role)
{
  g_return_if_fail (PD_IS_DEVICE_PANEL (self));

  gtk_widget_set_visible (self->add, role == NULL || !pd_permission_is_role (role) ||
                                         pd_permission_has (role, "patch", pd_device_type.name));
}
