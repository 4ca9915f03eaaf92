/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-conflict-alike.h"

#include <glib/gi18n-lib.h>

#include "desktop/pd-conflict-fields.h"
#include "desktop/pd-field-text.h"
#include "desktop/pd-layout.h"

/* The entries that ask the same as the one that is looked at, each with what will come out. */

struct _PdConflictAlikeList
{
  GtkWidget parent_instance;

  GtkWidget *heading;
  GtkWidget *rows;
};

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PdConflictAlikeList, pd_conflict_alike_list, GTK_TYPE_WIDGET)

static void
toggled_cb (PdConflictAlikeList *self, GtkCheckButton *row)
{
  g_signal_emit (self, signals[CHOSEN], 0, g_object_get_data (G_OBJECT (row), "pd-id"),
                 gtk_check_button_get_active (row));
}

/* What it will be, before it is done: the record and its total. */
static char *
row_text (const PdConflictAlike *alike)
{
  g_autofree char *title = pd_record_name_text (alike->conflict->type, alike->conflict->title);
  g_autoptr (PdRecord) merged = pd_resolution_apply (alike->resolution);
  g_autofree char *was = pd_conflict_total (alike->conflict->theirs);
  g_autofree char *total = pd_conflict_total (merged);

  if (!alike->complete)
    return g_strdup_printf (_ ("%s: something in it is still to be decided"), title);
  if (g_str_equal (was, total))
    return g_strdup_printf (_ ("%1$s: total %2$s"), title, total);
  return g_strdup_printf (_ ("%1$s: total %2$s, %3$s on the platform"), title, total, was);
}

static GtkWidget *
row_new (PdConflictAlikeList *self, const PdConflictAlike *alike)
{
  GtkWidget *row = gtk_check_button_new_with_label ("");

  g_object_set_data_full (G_OBJECT (row), "pd-id", g_strdup (alike->conflict->id), g_free);
  g_signal_connect_object (row, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
  return row;
}

static void
update_row (PdConflictAlikeList *self, GtkWidget *row, const PdConflictAlike *alike)
{
  g_autofree char *text = row_text (alike);

  g_signal_handlers_block_by_func (row, toggled_cb, self);
  gtk_check_button_set_label (GTK_CHECK_BUTTON (row), text);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (row), alike->chosen && alike->complete);
  gtk_widget_set_sensitive (row, alike->complete);
  g_signal_handlers_unblock_by_func (row, toggled_cb, self);
}

/* A row that has the keyboard must not go away under it. */
static gboolean
has_rows_for (PdConflictAlikeList *self, GArray *alike)
{
  GtkWidget *row = gtk_widget_get_first_child (self->rows);

  for (guint i = 0; i < alike->len; i++, row = gtk_widget_get_next_sibling (row))
    if (row == NULL || g_strcmp0 (g_object_get_data (G_OBJECT (row), "pd-id"),
                                  g_array_index (alike, PdConflictAlike, i).conflict->id) != 0)
      return FALSE;
  return row == NULL;
}

/**
 * pd_conflict_alike_list_show:
 * @self: a list
 * @alike: (element-type PdConflictAlike): other entries that ask the same
 *
 * Returns: how many of them are to be decided, too
 */
guint
pd_conflict_alike_list_show (PdConflictAlikeList *self, GArray *alike)
{
  g_autofree char *heading = NULL;
  GtkWidget *row;
  guint n_chosen = 0;

  g_return_val_if_fail (PD_IS_CONFLICT_ALIKE_LIST (self), 0);

  if (!has_rows_for (self, alike))
    {
      pd_layout_empty (self->rows);
      for (guint i = 0; i < alike->len; i++)
        gtk_box_append (GTK_BOX (self->rows), row_new (self, &g_array_index (alike, PdConflictAlike, i)));
    }
  row = gtk_widget_get_first_child (self->rows);
  for (guint i = 0; i < alike->len; i++, row = gtk_widget_get_next_sibling (row))
    {
      const PdConflictAlike *one = &g_array_index (alike, PdConflictAlike, i);

      update_row (self, row, one);
      n_chosen += one->chosen && one->complete;
    }
  heading = g_strdup_printf (ngettext ("%u more record differs in the same fields. Decide the same for:",
                                       "%u more records differ in the same fields. Decide the same for:",
                                       alike->len),
                             alike->len);
  gtk_label_set_label (GTK_LABEL (self->heading), heading);
  gtk_widget_set_visible (GTK_WIDGET (self), alike->len > 0);
  return n_chosen;
}

static void
pd_conflict_alike_list_dispose (GObject *object)
{
  PdConflictAlikeList *self = PD_CONFLICT_ALIKE_LIST (object);

  g_clear_pointer (&self->heading, gtk_widget_unparent);
  g_clear_pointer (&self->rows, gtk_widget_unparent);
  G_OBJECT_CLASS (pd_conflict_alike_list_parent_class)->dispose (object);
}

static void
pd_conflict_alike_list_class_init (PdConflictAlikeListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_conflict_alike_list_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);

  /** PdConflictAlikeList::chosen: an entry, by its id, is to be decided, too, or not */
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_BOOLEAN);
}

static void
pd_conflict_alike_list_init (PdConflictAlikeList *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 6);
  self->heading = pd_layout_text (NULL, "heading");
  self->rows = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_set_parent (self->heading, GTK_WIDGET (self));
  gtk_widget_set_parent (self->rows, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/** pd_conflict_alike_list_new: Returns: (transfer floating): a list of none, which is not seen */
GtkWidget *
pd_conflict_alike_list_new (void)
{
  return g_object_new (PD_TYPE_CONFLICT_ALIKE_LIST, NULL);
}
