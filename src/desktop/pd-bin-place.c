/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-bin-place.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "desktop/pd-bin-record.h"
#include "desktop/pd-drop-down.h"
#include "desktop/pd-field-text.h"
#include "desktop/pd-focus.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-place.h"
#include "desktop/pd-tell.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-bin.h"
#include "model/pd-permission.h"
#include "store/pd-store-records.h"

#define WIDTH 860
/* More rows than this are counted, not shown. */
#define MAX_SHOWN 200
/* What changes in quick succession is looked at once, in milliseconds. */
#define PAUSE 300

enum
{
  SHOW_DELETED,
  SHOW_RESTORED
};

/* What was deleted, by anybody: what it was, how long it stays, and the way back. */
struct _PdBinPlace
{
  GtkWidget parent_instance;

  PdStore *store;        /* (owned) */
  GPtrArray *entries;    /* (owned) of PdStoreBinEntry, the latest first */
  GCancellable *looking; /* (owned) (nullable) */
  char *role;            /* (owned) (nullable) of who is signed in */
  guint pause_source;

  /* Borrowed */
  GtkWidget *search;
  GtkWidget *which;
  GtkWidget *stack;
  GtkWidget *empty;
  GtkWidget *trouble;
  GtkWidget *rows;
  GtkWidget *more;
};

G_DEFINE_FINAL_TYPE (PdBinPlace, pd_bin_place, GTK_TYPE_WIDGET)

static GtkWindow *
window_of (PdBinPlace *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

/* --- what is done */

/** Work: something that is taken out of the bin, or not after all. */
typedef struct
{
  GWeakRef place;
  const PdRecordType *type;
  char *id; /* (owned) */
  gboolean withdraws;
  PdStoreBinRestored how;
  char *record_id; /* (owned) (nullable) */
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_weak_ref_clear (&work->place);
  g_free (work->id);
  g_free (work->record_id);
  g_free (work);
}

static gboolean
work_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;
  g_autofree char *entry_id = pd_bin_entry_id (work->type, work->id);

  if (work->withdraws)
    return pd_store_withdraw_command (session, &pd_bin_entry_type, entry_id, error);
  g_clear_pointer (&work->record_id, g_free);
  return pd_store_bin_restore (session, work->type, work->id, pd_now (), &work->how, &work->record_id, error);
}

/* What is here at once is shown; what the platform restores its row tells of. */
static void
worked_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = pd_store_write_finish (PD_STORE (store), result, &error);
  Work *work = pd_store_job_data (result);
  g_autoptr (PdBinPlace) self = g_weak_ref_get (&work->place);

  if (self == NULL || self->stack == NULL)
    return;
  if (!ok)
    pd_tell (window_of (self), _ ("This Was Not Restored"), error->message);
  else if (!work->withdraws && work->how != PD_STORE_BIN_WAITS && pd_place_for_type (work->type) != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-record", "(ss)", work->type->name,
                                work->record_id);
}

static void
start_work (PdBinPlace *self, const PdStoreBinEntry *entry, gboolean withdraws)
{
  Work *work = g_new0 (Work, 1);

  g_weak_ref_init (&work->place, self);
  work->type = entry->type;
  work->id = g_strdup (entry->id);
  work->withdraws = withdraws;
  pd_store_write_async (self->store, PD_STORE_PRIORITY_EDIT, work_job, work, work_free, NULL, worked_cb,
                        NULL);
}

static const PdStoreBinEntry *
entry_of (PdBinPlace *self, GObject *object)
{
  const char *id = g_object_get_data (object, "id");

  for (guint i = 0; i < self->entries->len; i++)
    {
      const PdStoreBinEntry *entry = g_ptr_array_index (self->entries, i);

      if (g_strcmp0 (entry->id, id) == 0)
        return entry;
    }
  return NULL;
}

static void
restore_cb (GtkButton *button, PdBinPlace *self)
{
  const PdStoreBinEntry *entry = entry_of (self, G_OBJECT (button));

  if (entry != NULL)
    start_work (self, entry, FALSE);
}

static void
withdraw_cb (GtkButton *button, PdBinPlace *self)
{
  const PdStoreBinEntry *entry = entry_of (self, G_OBJECT (button));

  if (entry != NULL)
    start_work (self, entry, TRUE);
}

static void
show_cb (GtkButton *button, PdBinPlace *self)
{
  const PdStoreBinEntry *entry = entry_of (self, G_OBJECT (button));

  if (entry != NULL && entry->restored_id != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-record", "(ss)", entry->type->name,
                                entry->restored_id);
}

static void
row_activated_cb (PdBinPlace *self, GtkListBoxRow *row)
{
  const PdStoreBinEntry *entry = entry_of (self, G_OBJECT (row));

  if (entry != NULL && entry->state != PD_STORE_BIN_RESTORED)
    gtk_window_present (GTK_WINDOW (pd_bin_record_new (window_of (self), self->store, entry)));
}

/* --- rows */

static gboolean
contains (const char *text, const char *words)
{
  g_autofree char *folded = text != NULL ? g_utf8_casefold (text, -1) : NULL;

  return folded != NULL && strstr (folded, words) != NULL;
}

static gboolean
is_shown (PdBinPlace *self, const PdStoreBinEntry *entry)
{
  gboolean wants_restored = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->which)) == SHOW_RESTORED;
  g_autofree char *words = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search)), -1);

  g_strstrip (words);
  return wants_restored == (entry->state == PD_STORE_BIN_RESTORED) &&
         (*words == '\0' || contains (entry->title, words) || contains (entry->subject, words) ||
          contains (entry->deleted_by, words) || contains (_ (entry->type->label), words));
}

static char *
row_title (const PdStoreBinEntry *entry)
{
  g_autofree char *name = pd_record_name_text (entry->type, entry->title);

  /* Translators: 1: as “Order PX-2026-0001”, 2: its buyer */
  return entry->subject != NULL ? g_strdup_printf (_ ("%1$s: %2$s"), name, entry->subject)
                                : g_steal_pointer (&name);
}

static char *
row_subtitle (const PdStoreBinEntry *entry)
{
  g_autofree char *deleted = pd_time_text (entry->deleted_at);
  g_autofree char *until = pd_time_text (entry->kept_until);
  g_autofree char *state = pd_store_bin_entry_describe (entry);
  g_autofree char *who = NULL;

  if (entry->deleted_by == NULL)
    who = g_strdup_printf (_ ("Deleted here on %s"), deleted);
  else if (entry->deleted_from == NULL)
    who = g_strdup_printf (_ ("Deleted by %1$s on %2$s"), entry->deleted_by, deleted);
  else
    who = g_strdup_printf (_ ("Deleted by %1$s on %2$s (%3$s)"), entry->deleted_by, deleted,
                           entry->deleted_from);
  if (entry->state == PD_STORE_BIN_OFFICE)
    return g_strdup_printf (_ ("%1$s · kept until %2$s"), who, until);
  if (entry->state == PD_STORE_BIN_HERE)
    return g_strdup_printf (_ ("%1$s · kept until %2$s · %3$s"), who, until, state);
  return g_strdup_printf ("%s · %s", who, state);
}

static void
add_button (PdBinPlace *self,
            GtkWidget *row,
            const PdStoreBinEntry *entry,
            const char *label,
            GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_label (label);
  g_autofree char *name = pd_record_name_text (entry->type, entry->title);
  g_autofree char *description = g_strdup_printf ("%s: %s", label, name);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  pd_set_accessible_label (button, description);
  g_object_set_data_full (G_OBJECT (button), "id", g_strdup (entry->id), g_free);
  g_signal_connect_object (button, "clicked", callback, self, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

static gboolean
may_restore (PdBinPlace *self, const PdStoreBinEntry *entry)
{
  return self->role == NULL || !pd_permission_is_role (self->role) ||
         pd_permission_has (self->role, "create", entry->type->name);
}

static void
add_row (PdBinPlace *self, const PdStoreBinEntry *entry)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *title = row_title (entry);
  g_autofree char *subtitle = row_subtitle (entry);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 2);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 3);
  g_object_set_data_full (G_OBJECT (row), "id", g_strdup (entry->id), g_free);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), entry->state != PD_STORE_BIN_RESTORED);
  if (entry->state == PD_STORE_BIN_ASKED_FOR)
    add_button (self, row, entry, _ ("Do Not Restore"), G_CALLBACK (withdraw_cb));
  else if (entry->state == PD_STORE_BIN_RESTORED && pd_place_for_type (entry->type) != NULL)
    add_button (self, row, entry, _ ("Show"), G_CALLBACK (show_cb));
  else if (entry->state != PD_STORE_BIN_RESTORED && may_restore (self, entry))
    add_button (self, row, entry, _ ("Restore"), G_CALLBACK (restore_cb));
  gtk_list_box_append (GTK_LIST_BOX (self->rows), row);
}

static void
say_empty (PdBinPlace *self)
{
  AdwStatusPage *page = ADW_STATUS_PAGE (self->empty);
  gboolean searches = *gtk_editable_get_text (GTK_EDITABLE (self->search)) != '\0';

  if (searches)
    {
      adw_status_page_set_title (page, _ ("Nothing Found"));
      adw_status_page_set_description (page, _ ("Nothing in the bin has these words."));
    }
  else if (gtk_drop_down_get_selected (GTK_DROP_DOWN (self->which)) == SHOW_RESTORED)
    {
      adw_status_page_set_title (page, _ ("Nothing Was Restored"));
      adw_status_page_set_description (page, _ ("What is taken out of the bin is told here for a while."));
    }
  else
    {
      adw_status_page_set_title (page, _ ("The Bin Is Empty"));
      adw_status_page_set_description (
          page, _ ("What anybody in the office deletes lies here for a while, and can be restored whole."));
    }
}

static void
update (PdBinPlace *self)
{
  g_autofree char *more = NULL;
  guint n = 0;

  pd_layout_empty (self->rows);
  for (guint i = 0; i < self->entries->len; i++)
    if (is_shown (self, g_ptr_array_index (self->entries, i)) && n++ < MAX_SHOWN)
      add_row (self, g_ptr_array_index (self->entries, i));
  if (n > MAX_SHOWN)
    more = g_strdup_printf (ngettext ("And %u more.", "And %u more.", n - MAX_SHOWN), n - MAX_SHOWN);
  pd_layout_say (self->more, more);
  say_empty (self);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), n > 0 ? "rows" : "empty");
}

/* --- looking */

/** Look: what is read of the bin. */
typedef struct
{
  GWeakRef place;
  GPtrArray *entries; /* (owned) (nullable) */
} Look;

static void
look_free (gpointer data)
{
  Look *job = data;

  g_weak_ref_clear (&job->place);
  g_clear_pointer (&job->entries, g_ptr_array_unref);
  g_free (job);
}

static gboolean
look_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *job = data;

  job->entries = pd_store_bin_list (session, pd_now (), error);
  return job->entries != NULL;
}

static void
looked_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = pd_store_read_finish (PD_STORE (store), result, &error);
  Look *job = pd_store_job_data (result);
  g_autoptr (PdBinPlace) self = g_weak_ref_get (&job->place);

  if (self == NULL || self->stack == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  pd_layout_say (self->trouble, ok ? NULL : error->message);
  if (!ok)
    return;
  g_ptr_array_unref (self->entries);
  self->entries = g_steal_pointer (&job->entries);
  update (self);
}

/* Only while somebody looks. */
static void
look (PdBinPlace *self)
{
  Look *job;

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  g_cancellable_cancel (self->looking);
  g_set_object (&self->looking, NULL);
  self->looking = g_cancellable_new ();
  job = g_new0 (Look, 1);
  g_weak_ref_init (&job->place, self);
  pd_store_read_async (self->store, PD_STORE_PRIORITY_EDIT, look_job, job, look_free, self->looking,
                       looked_cb, NULL);
}

static gboolean
pause_cb (gpointer user_data)
{
  PdBinPlace *self = user_data;

  self->pause_source = 0;
  look (self);
  return G_SOURCE_REMOVE;
}

static void
store_changed_cb (PdBinPlace *self, const char *type_name)
{
  if (self->pause_source == 0)
    self->pause_source = g_timeout_add (PAUSE, pause_cb, self);
}

/* --- life */

static void
pd_bin_place_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (pd_bin_place_parent_class)->map (widget);
  look (PD_BIN_PLACE (widget));
}

static gboolean
pd_bin_place_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (PD_BIN_PLACE (widget)->search);
}

static void
pd_bin_place_dispose (GObject *object)
{
  PdBinPlace *self = PD_BIN_PLACE (object);
  GtkWidget *child;

  g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  g_clear_handle_id (&self->pause_source, g_source_remove);
  self->stack = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (pd_bin_place_parent_class)->dispose (object);
}

static void
pd_bin_place_finalize (GObject *object)
{
  PdBinPlace *self = PD_BIN_PLACE (object);

  g_ptr_array_unref (self->entries);
  g_free (self->role);

  G_OBJECT_CLASS (pd_bin_place_parent_class)->finalize (object);
}

static void
pd_bin_place_class_init (PdBinPlaceClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pd_bin_place_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_bin_place_finalize;
  widget_class->map = pd_bin_place_map;
  widget_class->focus = pd_focus_children;
  widget_class->grab_focus = pd_bin_place_grab_focus;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
create_head (PdBinPlace *self)
{
  const char *const which[] = { _ ("In the bin"), _ ("Restored"), NULL };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *clamp = adw_clamp_new ();

  self->search = gtk_search_entry_new ();
  self->which = pd_drop_down_new (G_LIST_MODEL (gtk_string_list_new (which)));
  gtk_widget_set_hexpand (self->search, TRUE);
  g_object_set (self->search, "placeholder-text", _ ("Search number, name or who deleted it"), NULL);
  pd_set_accessible_label (self->search, _ ("Search number, name or who deleted it"));
  pd_set_accessible_label (self->which, _ ("What is shown of the bin"));
  g_signal_connect_object (self->search, "search-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->which, "notify::selected", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), self->search);
  gtk_box_append (GTK_BOX (box), self->which);
  gtk_widget_set_margin_top (box, 9);
  gtk_widget_set_margin_start (box, 18);
  gtk_widget_set_margin_end (box, 18);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  return clamp;
}

static GtkWidget *
create_rows (PdBinPlace *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->rows = gtk_list_box_new ();
  self->more = pd_layout_text (NULL, "dim-label");
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->rows), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->rows, "boxed-list");
  gtk_widget_set_visible (self->more, FALSE);
  pd_set_accessible_label (self->rows, _ ("Bin"));
  g_signal_connect_object (self->rows, "row-activated", G_CALLBACK (row_activated_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), self->rows);
  gtk_box_append (GTK_BOX (box), self->more);
  pd_layout_set_margins (box, 18);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  return scroller;
}

static void
pd_bin_place_init (PdBinPlace *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_store_bin_entry_free);
  self->stack = gtk_stack_new ();
  self->empty = adw_status_page_new ();
  self->trouble = pd_layout_text (NULL, "error");
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (self->empty), "user-trash-symbolic");
  gtk_widget_set_visible (self->trouble, FALSE);
  pd_layout_set_margins (self->trouble, 9);
  gtk_stack_add_named (GTK_STACK (self->stack), gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), "loading");
  gtk_stack_add_named (GTK_STACK (self->stack), create_rows (self), "rows");
  gtk_stack_add_named (GTK_STACK (self->stack), self->empty, "empty");
  gtk_widget_set_vexpand (self->stack, TRUE);
  gtk_box_append (GTK_BOX (box), create_head (self));
  gtk_box_append (GTK_BOX (box), self->trouble);
  gtk_box_append (GTK_BOX (box), self->stack);
  gtk_widget_set_parent (box, GTK_WIDGET (self));
}

/** pd_bin_place_new: @store: the cache. Returns: (transfer floating): the place; it looks while it is seen */
GtkWidget *
pd_bin_place_new (PdStore *store)
{
  PdBinPlace *self = g_object_new (PD_TYPE_BIN_PLACE, NULL);

  self->store = g_object_ref (store);
  g_signal_connect_object (store, "changed", G_CALLBACK (store_changed_cb), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

/** pd_bin_place_set_role: @role: (nullable): of who is signed in: what the platform would refuse is not offered */
void
pd_bin_place_set_role (PdBinPlace *self, const char *role)
{
  g_return_if_fail (PD_IS_BIN_PLACE (self));

  g_free (self->role);
  self->role = g_strdup (role);
  if (self->entries->len > 0)
    update (self);
}
