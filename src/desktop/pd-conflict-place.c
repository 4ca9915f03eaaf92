/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-conflict-place.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "desktop/pd-conflict-fields.h"
#include "desktop/pd-field-text.h"
#include "desktop/pd-tooltip.h"

/* The conflicts that wait for a person: a list, and beside it both sides of the one that is selected. */
/* A decision is made between two columns that are both to be seen. */
#define DETAIL_WIDTH 440

struct _PdConflictPlace
{
  GtkWidget parent_instance;

  GtkWidget *stack; /* "empty", "list" */
  GtkWidget *leaflet;
  GtkWidget *list;
  GtkWidget *back;
  GtkWidget *title;
  GtkWidget *message;
  GtkWidget *grid_slot; /* AdwBin */
  GtkWidget *keep_mine;
  GtkWidget *take_theirs;
  GtkWidget *trouble;

  PdStore *store;            /* (owned) */
  GPtrArray *conflicts;      /* (owned) of PdStoreConflict (owned), the newest first */
  char *selected_id;         /* (owned) (nullable) stays selected when the list changes */
  GCancellable *cancellable; /* (owned) ends with the widget */
  guint fold_source;
  gboolean resolving;
};

G_DEFINE_FINAL_TYPE (PdConflictPlace, pd_conflict_place, GTK_TYPE_WIDGET)

static PdStoreConflict *
find_selected (PdConflictPlace *self)
{
  for (guint i = 0; i < self->conflicts->len; i++)
    {
      PdStoreConflict *conflict = g_ptr_array_index (self->conflicts, i);

      if (g_strcmp0 (conflict->id, self->selected_id) == 0)
        return conflict;
    }
  return NULL;
}

static void
set_trouble (PdConflictPlace *self, const char *sentence)
{
  gtk_label_set_label (GTK_LABEL (self->trouble), sentence != NULL ? sentence : "");
  gtk_widget_set_visible (self->trouble, sentence != NULL);
}

/* --- both sides */

static GtkWidget *
grid_label (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  /* Room for six Chinese characters before a value is wrapped. */
  gtk_label_set_width_chars (GTK_LABEL (label), 10);
  gtk_widget_set_hexpand (label, TRUE);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  return label;
}

static void
attach_value (GtkGrid *grid,
              const char *column,
              const PdConflictField *field,
              const char *value,
              int x,
              int y)
{
  gboolean empty = *value == '\0';
  GtkWidget *label = grid_label (empty ? _ ("(empty)") : value, empty ? "dim-label" : NULL);
  /* Translators: for a screen reader: the column, the field, its value. */
  g_autofree char *name =
      g_strdup_printf (_ ("%1$s, %2$s: %3$s"), column, field->label, empty ? _ ("(empty)") : value);

  if (field->in_conflict && x > 1)
    gtk_widget_add_css_class (label, "heading");
  pd_set_accessible_label (label, name);
  gtk_grid_attach (grid, label, x, y, 1, 1);
}

static GtkWidget *
create_grid (const PdStoreConflict *conflict)
{
  const char *const headings[] = { _ ("Field"), _ ("Before"), _ ("Here"), _ ("On the platform") };
  g_autoptr (GPtrArray) fields = pd_conflict_fields (conflict);
  GtkWidget *grid = gtk_grid_new ();

  gtk_grid_set_column_spacing (GTK_GRID (grid), 18);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 9);
  for (int i = 0; i < (int) G_N_ELEMENTS (headings); i++)
    gtk_grid_attach (GTK_GRID (grid), grid_label (headings[i], "dim-label"), i, 0, 1, 1);
  for (guint i = 0; i < fields->len; i++)
    {
      const PdConflictField *field = g_ptr_array_index (fields, i);
      int y = (int) i + 1;

      gtk_grid_attach (GTK_GRID (grid), grid_label (field->label, field->in_conflict ? "warning" : NULL), 0,
                       y, 1, 1);
      attach_value (GTK_GRID (grid), headings[1], field, field->base, 1, y);
      attach_value (GTK_GRID (grid), headings[2], field, field->mine, 2, y);
      attach_value (GTK_GRID (grid), headings[3], field, field->theirs, 3, y);
    }
  gtk_widget_set_visible (grid, fields->len > 0);
  return grid;
}

static char *
title_of (const PdStoreConflict *conflict)
{
  /* Translators: the kind of a record, then its number or name. */
  return g_strdup_printf (_ ("%1$s %2$s"), _ (conflict->type->label),
                          conflict->title != NULL ? conflict->title : "");
}

static void
show_detail (PdConflictPlace *self)
{
  PdStoreConflict *conflict = find_selected (self);
  g_autofree char *title = NULL;
  g_autofree char *message = NULL;

  set_trouble (self, NULL);
  if (conflict == NULL)
    {
      adw_bin_set_child (ADW_BIN (self->grid_slot), NULL);
      return;
    }
  title = title_of (conflict);
  message = pd_conflict_describe (conflict);
  gtk_label_set_label (GTK_LABEL (self->title), title);
  gtk_label_set_label (GTK_LABEL (self->message), message);
  adw_bin_set_child (ADW_BIN (self->grid_slot), create_grid (conflict));
  gtk_widget_set_visible (self->keep_mine, conflict->mine != NULL && conflict->command == NULL);
  gtk_button_set_label (GTK_BUTTON (self->take_theirs),
                        conflict->command != NULL ? _ ("Dismiss") : _ ("Take the Platform Version"));
}

/* --- the list */

static GtkWidget *
create_row (const PdStoreConflict *conflict)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *title = title_of (conflict);
  g_autofree char *time = pd_time_text (conflict->created_at);
  g_autofree char *message = pd_conflict_describe (conflict);
  g_autofree char *subtitle = g_strdup_printf ("%s · %s", time, message);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 2);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "pd-id", g_strdup (conflict->id), g_free);
  return row;
}

static void
selected_cb (GtkListBox *list, GtkListBoxRow *row, gpointer user_data)
{
  PdConflictPlace *self = user_data;

  if (row == NULL)
    return;
  g_free (self->selected_id);
  self->selected_id = g_strdup (g_object_get_data (G_OBJECT (row), "pd-id"));
  show_detail (self);
}

static void
activated_cb (GtkListBox *list, GtkListBoxRow *row, gpointer user_data)
{
  PdConflictPlace *self = user_data;

  adw_leaflet_navigate (ADW_LEAFLET (self->leaflet), ADW_NAVIGATION_DIRECTION_FORWARD);
}

/**
 * pd_conflict_place_show:
 * @self: a place
 * @conflicts: (transfer full): of #PdStoreConflict (owned)
 *
 * Shows these conflicts. The selected one stays selected while it is among them.
 */
void
pd_conflict_place_show (PdConflictPlace *self, GPtrArray *conflicts)
{
  GtkWidget *child;
  GtkListBoxRow *selected = NULL;

  g_return_if_fail (PD_IS_CONFLICT_PLACE (self));

  g_ptr_array_unref (self->conflicts);
  self->conflicts = conflicts;
  while ((child = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), child);
  for (guint i = 0; i < conflicts->len; i++)
    {
      const PdStoreConflict *conflict = g_ptr_array_index (conflicts, i);
      GtkWidget *row = create_row (conflict);

      gtk_list_box_append (GTK_LIST_BOX (self->list), row);
      if (selected == NULL || g_strcmp0 (conflict->id, self->selected_id) == 0)
        selected = GTK_LIST_BOX_ROW (row);
    }
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), conflicts->len > 0 ? "list" : "empty");
  if (selected != NULL)
    gtk_list_box_select_row (GTK_LIST_BOX (self->list), selected);
  else
    g_clear_pointer (&self->selected_id, g_free);
  show_detail (self);
}

typedef struct
{
  GPtrArray *conflicts; /* (owned) (nullable) */
} Loading;

static void
loading_free (Loading *loading)
{
  g_clear_pointer (&loading->conflicts, g_ptr_array_unref);
  g_free (loading);
}

static gboolean
load_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Loading *loading = data;

  loading->conflicts = pd_store_list_conflicts (session, TRUE, error);
  return loading->conflicts != NULL;
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdConflictPlace) self = user_data;
  g_autoptr (GError) error = NULL;
  Loading *loading = pd_store_job_data (result);

  if (pd_store_read_finish (PD_STORE (source), result, &error))
    {
      if (!g_cancellable_is_cancelled (self->cancellable))
        pd_conflict_place_show (self, g_steal_pointer (&loading->conflicts));
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_message ("Conflicts not loaded: %s", error->message);
}

/**
 * pd_conflict_place_refresh:
 * @self: a place
 *
 * Reads the open conflicts again. It happens by itself when the cache changes.
 */
void
pd_conflict_place_refresh (PdConflictPlace *self)
{
  g_return_if_fail (PD_IS_CONFLICT_PLACE (self));

  pd_store_read_async (self->store, PD_STORE_PRIORITY_EDIT, load_job, g_new0 (Loading, 1),
                       (GDestroyNotify) loading_free, self->cancellable, loaded_cb, g_object_ref (self));
}

/**
 * pd_conflict_place_get_n_conflicts:
 * @self: a place
 *
 * Returns: how many conflicts are shown
 */
guint
pd_conflict_place_get_n_conflicts (PdConflictPlace *self)
{
  g_return_val_if_fail (PD_IS_CONFLICT_PLACE (self), 0);

  return self->conflicts->len;
}

/* --- the decision */

typedef struct
{
  char *id;         /* (owned) */
  PdRecord *merged; /* (owned) (nullable) NULL takes the platform's version */
} Decision;

static void
decision_free (Decision *decision)
{
  g_clear_pointer (&decision->merged, pd_record_unref);
  g_free (decision->id);
  g_free (decision);
}

static gboolean
resolve_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Decision *decision = data;

  return pd_store_resolve_conflict (session, decision->id, decision->merged, pd_now (), error);
}

static void
set_resolving (PdConflictPlace *self, gboolean resolving)
{
  self->resolving = resolving;
  gtk_widget_set_sensitive (self->keep_mine, !resolving);
  gtk_widget_set_sensitive (self->take_theirs, !resolving);
}

static void
resolved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdConflictPlace) self = user_data;
  g_autoptr (GError) error = NULL;

  pd_store_write_finish (PD_STORE (source), result, &error);
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  set_resolving (self, FALSE);
  if (error != NULL)
    set_trouble (self, error->message);
  else
    pd_conflict_place_refresh (self);
}

/**
 * pd_conflict_place_resolve:
 * @self: a place with a selected conflict
 * @keep_mine: whether this computer is right in what both changed; what only the others changed stays theirs.
 *   Else the platform's version is taken
 *
 * Ends the selected conflict for the whole record. The inbox keeps what was decided.
 */
void
pd_conflict_place_resolve (PdConflictPlace *self, gboolean keep_mine)
{
  PdStoreConflict *conflict;
  Decision *decision;

  g_return_if_fail (PD_IS_CONFLICT_PLACE (self));

  conflict = find_selected (self);
  if (conflict == NULL || self->resolving || (keep_mine && conflict->mine == NULL))
    return;
  decision = g_new0 (Decision, 1);
  decision->id = g_strdup (conflict->id);
  if (keep_mine)
    decision->merged = pd_store_conflict_mine (conflict);
  set_resolving (self, TRUE);
  pd_store_write_async (self->store, PD_STORE_PRIORITY_EDIT, resolve_job, decision,
                        (GDestroyNotify) decision_free, NULL, resolved_cb, g_object_ref (self));
}

static void
keep_mine_cb (GtkButton *button, gpointer user_data)
{
  pd_conflict_place_resolve (user_data, TRUE);
}

static void
take_theirs_cb (GtkButton *button, gpointer user_data)
{
  pd_conflict_place_resolve (user_data, FALSE);
}

/* --- the widget */

static void
back_cb (GtkButton *button, gpointer user_data)
{
  PdConflictPlace *self = user_data;

  adw_leaflet_navigate (ADW_LEAFLET (self->leaflet), ADW_NAVIGATION_DIRECTION_BACK);
}

static GtkWidget *
create_list (PdConflictPlace *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_BROWSE);
  g_signal_connect (self->list, "row-selected", G_CALLBACK (selected_cb), self);
  g_signal_connect (self->list, "row-activated", G_CALLBACK (activated_cb), self);
  pd_set_accessible_label (self->list, _ ("Open conflicts"));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->list);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_widget_set_size_request (scrolled, 300, -1);
  return scrolled;
}

static GtkWidget *
wrapping_label (const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  return label;
}

static GtkWidget *
create_buttons (PdConflictPlace *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->keep_mine = gtk_button_new_with_label (_ ("Keep My Version"));
  self->take_theirs = gtk_button_new_with_label ("");
  gtk_widget_add_css_class (self->keep_mine, "suggested-action");
  g_signal_connect (self->keep_mine, "clicked", G_CALLBACK (keep_mine_cb), self);
  g_signal_connect (self->take_theirs, "clicked", G_CALLBACK (take_theirs_cb), self);
  gtk_widget_set_halign (box, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (box), self->keep_mine);
  gtk_box_append (GTK_BOX (box), self->take_theirs);
  return box;
}

static GtkWidget *
create_detail (PdConflictPlace *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->back = gtk_button_new_from_icon_name ("go-previous-symbolic");
  pd_set_tooltip (self->back, _ ("Back to the list"));
  gtk_widget_add_css_class (self->back, "flat");
  gtk_widget_set_halign (self->back, GTK_ALIGN_START);
  g_signal_connect (self->back, "clicked", G_CALLBACK (back_cb), self);
  self->title = wrapping_label ("title-2");
  self->message = wrapping_label (NULL);
  self->trouble = wrapping_label ("error");
  self->grid_slot = adw_bin_new ();
  gtk_widget_set_margin_top (box, 18);
  gtk_widget_set_margin_bottom (box, 18);
  gtk_widget_set_margin_start (box, 18);
  gtk_widget_set_margin_end (box, 18);
  gtk_box_append (GTK_BOX (box), self->back);
  gtk_box_append (GTK_BOX (box), self->title);
  gtk_box_append (GTK_BOX (box), self->message);
  gtk_box_append (GTK_BOX (box), create_buttons (self));
  gtk_box_append (GTK_BOX (box), self->trouble);
  gtk_box_append (GTK_BOX (box), self->grid_slot);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), box);
  gtk_widget_set_hexpand (scrolled, TRUE);
  /* Where both sides do not fit beside the list, it folds away. */
  gtk_widget_set_size_request (scrolled, DETAIL_WIDTH, -1);
  return scrolled;
}

static GtkWidget *
create_empty (void)
{
  GtkWidget *page = adw_status_page_new ();

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "object-select-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _ ("No Conflicts"));
  adw_status_page_set_description (
      ADW_STATUS_PAGE (page),
      _ ("When two people change the same field at the same time, you decide here which version is right."));
  return page;
}

static gboolean
fold_cb (gpointer user_data)
{
  PdConflictPlace *self = user_data;

  self->fold_source = 0;
  gtk_widget_set_visible (self->back, adw_leaflet_get_folded (ADW_LEAFLET (self->leaflet)));
  return G_SOURCE_REMOVE;
}

/* The leaflet folds in the middle of an allocation, when no widget may come or go. */
static void
folded_cb (PdConflictPlace *self)
{
  if (self->fold_source == 0)
    self->fold_source = g_idle_add_full (GTK_PRIORITY_RESIZE - 1, fold_cb, self, NULL);
}

static void
pd_conflict_place_dispose (GObject *object)
{
  PdConflictPlace *self = PD_CONFLICT_PLACE (object);

  g_clear_handle_id (&self->fold_source, g_source_remove);
  if (self->list != NULL)
    g_signal_handlers_disconnect_by_data (self->leaflet, self);

  g_cancellable_cancel (self->cancellable);
  if (self->list != NULL)
    g_signal_handlers_disconnect_by_data (self->list, self);
  self->list = NULL;
  g_clear_pointer (&self->stack, gtk_widget_unparent);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (pd_conflict_place_parent_class)->dispose (object);
}

static void
pd_conflict_place_finalize (GObject *object)
{
  PdConflictPlace *self = PD_CONFLICT_PLACE (object);

  g_ptr_array_unref (self->conflicts);
  g_free (self->selected_id);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (pd_conflict_place_parent_class)->finalize (object);
}

static void
pd_conflict_place_class_init (PdConflictPlaceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_conflict_place_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_conflict_place_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
pd_conflict_place_init (PdConflictPlace *self)
{
  AdwLeafletPage *line;

  self->cancellable = g_cancellable_new ();
  self->conflicts = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_store_conflict_free);
  self->leaflet = adw_leaflet_new ();
  adw_leaflet_append (ADW_LEAFLET (self->leaflet), create_list (self));
  line = adw_leaflet_append (ADW_LEAFLET (self->leaflet), gtk_separator_new (GTK_ORIENTATION_VERTICAL));
  adw_leaflet_page_set_navigatable (line, FALSE);
  adw_leaflet_append (ADW_LEAFLET (self->leaflet), create_detail (self));
  adw_leaflet_set_can_navigate_back (ADW_LEAFLET (self->leaflet), TRUE);
  gtk_widget_set_visible (self->back, FALSE);
  g_signal_connect_swapped (self->leaflet, "notify::folded", G_CALLBACK (folded_cb), self);
  self->stack = gtk_stack_new ();
  gtk_stack_add_named (GTK_STACK (self->stack), create_empty (), "empty");
  gtk_stack_add_named (GTK_STACK (self->stack), self->leaflet, "list");
  gtk_widget_set_parent (self->stack, GTK_WIDGET (self));
  set_trouble (self, NULL);
}

static void
store_changed_cb (PdStore *store, const char *type_name, gpointer user_data)
{
  pd_conflict_place_refresh (user_data);
}

/**
 * pd_conflict_place_new:
 * @store: the cache
 *
 * Returns: (transfer floating): the open conflicts of @store, kept up to date
 */
GtkWidget *
pd_conflict_place_new (PdStore *store)
{
  PdConflictPlace *self;

  g_return_val_if_fail (PD_IS_STORE (store), NULL);

  self = g_object_new (PD_TYPE_CONFLICT_PLACE, NULL);
  self->store = g_object_ref (store);
  g_signal_connect_object (store, "changed", G_CALLBACK (store_changed_cb), self, 0);
  pd_conflict_place_refresh (self);
  return GTK_WIDGET (self);
}
