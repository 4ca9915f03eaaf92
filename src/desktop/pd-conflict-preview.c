/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-conflict-preview.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "desktop/pd-conflict-fields.h"
#include "desktop/pd-fold.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-record-summary.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-problem.h"

/* The record as it will be: its total beside those of the sides, what would be wrong with it, and all of it to
 * unfold. It follows every choice. */

struct _PdConflictPreview
{
  GtkWidget parent_instance;

  PdRecord *merged; /* (owned) (nullable) */
  gboolean good;    /* nothing is wrong with it that keeps it from being saved */
  gboolean narrow;  /* totals below each other */

  GtkWidget *totals;
  GtkWidget *problems;
  GtkWidget *fold;
  GtkWidget *slot; /* AdwBin: the summary, while it is unfolded */
};

G_DEFINE_FINAL_TYPE (PdConflictPreview, pd_conflict_preview, GTK_TYPE_WIDGET)

static void
attach_total (PdConflictPreview *self,
              int position,
              const char *caption,
              const PdRecord *record,
              gboolean is_result)
{
  g_autofree char *total = pd_conflict_total (record);
  g_autofree char *name = g_strdup_printf (_ ("%1$s: %2$s"), caption, total);
  GtkWidget *label = pd_layout_text (caption, "caption");
  /* An amount is never broken into two lines. */
  GtkWidget *value = gtk_label_new (total);

  gtk_label_set_xalign (GTK_LABEL (value), self->narrow ? 1.0f : 0.0f);
  gtk_widget_add_css_class (value, "numeric");
  if (is_result)
    gtk_widget_add_css_class (value, "title-3");
  gtk_widget_set_hexpand (label, TRUE);
  pd_set_accessible_label (value, name);
  gtk_grid_attach (GTK_GRID (self->totals), label, self->narrow ? 0 : position, self->narrow ? position : 0,
                   1, 1);
  gtk_grid_attach (GTK_GRID (self->totals), value, self->narrow ? 1 : position, self->narrow ? position : 1,
                   1, 1);
}

static void
show_totals (PdConflictPreview *self, const PdResolution *resolution)
{
  const PdRecordType *type = pd_record_get_record_type (pd_resolution_get_mine (resolution));

  pd_layout_empty (self->totals);
  gtk_grid_set_column_homogeneous (GTK_GRID (self->totals), !self->narrow);
  gtk_widget_set_visible (self->totals, pd_record_type_field (type, "gross_amount") >= 0);
  attach_total (self, 0, _ ("Total before"), pd_resolution_get_base (resolution), FALSE);
  attach_total (self, 1, _ ("Total here"), pd_resolution_get_mine (resolution), FALSE);
  attach_total (self, 2, _ ("Total on the platform"), pd_resolution_get_theirs (resolution), FALSE);
  attach_total (self, 3, _ ("Total as it will be"), self->merged, TRUE);
}

static void
show_problems (PdConflictPreview *self)
{
  g_autoptr (GPtrArray) problems = NULL;

  pd_layout_empty (self->problems);
  self->good = TRUE;
  if (self->merged != NULL && !pd_record_is_deleted (self->merged))
    {
      problems = pd_record_check (self->merged, PD_REQUIRED_TO_SAVE);
      self->good = pd_problems_first_error (problems) == NULL;
    }
  for (guint i = 0; problems != NULL && i < problems->len; i++)
    {
      const PdProblem *problem = g_ptr_array_index (problems, i);
      g_autofree char *sentence = pd_problem_sentence (problem, self->merged);

      gtk_box_append (GTK_BOX (self->problems),
                      pd_layout_text (sentence, problem->weight == PD_PROBLEM_ERROR ? "error" : "warning"));
    }
  gtk_widget_set_visible (self->problems, problems != NULL && problems->len > 0);
}

static void
show_record (PdConflictPreview *self)
{
  const PdPlace *place =
      self->merged != NULL ? pd_place_for_type (pd_record_get_record_type (self->merged)) : NULL;
  gboolean can = place != NULL && !pd_record_is_deleted (self->merged);

  gtk_widget_set_visible (self->fold, can);
  adw_bin_set_child (ADW_BIN (self->slot), can && pd_fold_is_open (self->fold)
                                               ? pd_record_summary_new (place, self->merged)
                                               : NULL);
}

/**
 * pd_conflict_preview_show:
 * @self: a preview
 * @resolution: (nullable): what has been decided so far; %NULL for nothing to show
 *
 * Computes the record anew, and what would be wrong with it.
 */
void
pd_conflict_preview_show (PdConflictPreview *self, const PdResolution *resolution)
{
  g_return_if_fail (PD_IS_CONFLICT_PREVIEW (self));

  g_clear_pointer (&self->merged, pd_record_unref);
  gtk_widget_set_visible (GTK_WIDGET (self), resolution != NULL);
  if (resolution == NULL)
    return;
  self->merged = pd_resolution_apply (resolution);
  show_totals (self, resolution);
  show_problems (self);
  show_record (self);
}

/** pd_conflict_preview_set_narrow: @narrow: whether there is no room for amounts beside each other; before the next show */
void
pd_conflict_preview_set_narrow (PdConflictPreview *self, gboolean narrow)
{
  g_return_if_fail (PD_IS_CONFLICT_PREVIEW (self));

  self->narrow = narrow;
}

/**
 * pd_conflict_preview_is_good:
 * @self: a preview
 *
 * Returns: whether the record could be saved as it is shown
 */
gboolean
pd_conflict_preview_is_good (PdConflictPreview *self)
{
  g_return_val_if_fail (PD_IS_CONFLICT_PREVIEW (self), FALSE);

  return self->good;
}

static void
pd_conflict_preview_dispose (GObject *object)
{
  PdConflictPreview *self = PD_CONFLICT_PREVIEW (object);
  GtkWidget *child;

  if (self->fold != NULL)
    g_signal_handlers_disconnect_by_data (self->fold, self);
  self->fold = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->merged, pd_record_unref);
  G_OBJECT_CLASS (pd_conflict_preview_parent_class)->dispose (object);
}

static void
pd_conflict_preview_class_init (PdConflictPreviewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_conflict_preview_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
}

static void
pd_conflict_preview_init (PdConflictPreview *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 9);
  self->good = TRUE;
  self->totals = gtk_grid_new ();
  gtk_grid_set_column_spacing (GTK_GRID (self->totals), 12);
  gtk_widget_add_css_class (self->totals, "notice");
  self->problems = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  pd_layout_expect_text (self->problems);
  self->slot = adw_bin_new ();
  self->fold = pd_fold_new (self->slot);
  pd_fold_set_label (self->fold, _ ("The record as it will be"));
  g_signal_connect_swapped (self->fold, "notify::active", G_CALLBACK (show_record), self);
  gtk_widget_set_parent (self->totals, GTK_WIDGET (self));
  gtk_widget_set_parent (self->problems, GTK_WIDGET (self));
  gtk_widget_set_parent (self->fold, GTK_WIDGET (self));
  gtk_widget_set_parent (self->slot, GTK_WIDGET (self));
}

/**
 * pd_conflict_preview_new:
 *
 * Returns: (transfer floating): a preview of nothing
 */
GtkWidget *
pd_conflict_preview_new (void)
{
  return g_object_new (PD_TYPE_CONFLICT_PREVIEW, "visible", FALSE, NULL);
}
