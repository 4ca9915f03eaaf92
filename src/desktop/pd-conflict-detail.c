/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-conflict-detail-private.h"

#include <glib/gi18n-lib.h>

#include "desktop/pd-conflict-atom.h"
#include "desktop/pd-conflict-fields.h"
#include "desktop/pd-conflict-preview.h"
#include "desktop/pd-field-text.h"
#include "desktop/pd-fold.h"
#include "desktop/pd-layout.h"

/* One conflict: what happened and what can be done, the questions, the record as it will be, and the buttons. What
 * only one side changed is folded away: it is put together already. */

/* From this width on the versions stand beside each other. */
#define COLUMNS_WIDTH 600

enum
{
  DECIDED,
  ACTION,
  ALIKE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PdConflictDetail, pd_conflict_detail, GTK_TYPE_WIDGET)

static void
show_preview (PdConflictDetail *self)
{
  pd_conflict_preview_show (PD_CONFLICT_PREVIEW (self->preview),
                            self->kind != PD_CONFLICT_COMMAND ? self->resolution : NULL);
}

static void
update (PdConflictDetail *self)
{
  for (guint i = 0; i < self->atoms->len; i++)
    pd_conflict_atom_update (g_ptr_array_index (self->atoms, i));
  show_preview (self);
  pd_conflict_detail_update_buttons (self);
}

void
pd_conflict_detail_decided (PdConflictDetail *self)
{
  pd_conflict_detail_set_trouble (self, NULL);
  update (self);
  g_signal_emit (self, signals[DECIDED], 0);
}

void
pd_conflict_detail_act (PdConflictDetail *self, PdConflictAction action)
{
  g_signal_emit (self, signals[ACTION], 0, (int) action);
}

/* --- what is shown */

static void
add_signature (PdConflictDetail *self, const char *caption, const PdRecord *record)
{
  g_autofree char *signature = pd_conflict_signature (record);
  g_autofree char *text = g_strdup_printf (_ ("%1$s: %2$s"), caption, signature);

  if (*signature != '\0')
    gtk_box_append (GTK_BOX (self->signatures), pd_layout_text (text, "dim-label"));
}

static void
show_signatures (PdConflictDetail *self)
{
  pd_layout_empty (self->signatures);
  add_signature (self, _ ("Before"), self->conflict->base);
  add_signature (self, _ ("Here"), self->conflict->mine);
  add_signature (self, _ ("On the platform"), self->conflict->theirs);
}

static void
add_atom (PdConflictDetail *self, const PdDifference *difference)
{
  GtkWidget *atom = pd_conflict_atom_new (self->resolution, difference);
  gboolean asked = difference->conflict || difference->locked || self->kind == PD_CONFLICT_REJECTED;

  g_signal_connect_swapped (atom, "decided", G_CALLBACK (pd_conflict_detail_decided), self);
  pd_conflict_atom_set_narrow (PD_CONFLICT_ATOM (atom), self->narrow);
  g_ptr_array_add (self->atoms, atom);
  gtk_box_append (GTK_BOX (asked ? self->questions : self->settled_box), atom);
}

static void
show_atoms (PdConflictDetail *self)
{
  GPtrArray *differences = self->resolution != NULL ? pd_resolution_get_differences (self->resolution) : NULL;
  guint n_settled = 0;
  g_autofree char *label = NULL;

  g_ptr_array_set_size (self->atoms, 0);
  pd_layout_empty (self->questions);
  pd_layout_empty (self->settled_box);
  for (guint i = 0; differences != NULL && i < differences->len; i++)
    if (!pd_difference_is_record (g_ptr_array_index (differences, i)))
      add_atom (self, g_ptr_array_index (differences, i));
  for (guint i = 0; i < self->atoms->len; i++)
    n_settled += gtk_widget_get_parent (g_ptr_array_index (self->atoms, i)) == self->settled_box;
  label = g_strdup_printf (ngettext ("%u difference that is put together already",
                                     "%u differences that are put together already", n_settled),
                           n_settled);
  pd_fold_set_label (self->settled, label);
  gtk_widget_set_visible (self->settled, n_settled > 0);
  pd_fold_set_open (self->settled, n_settled == self->atoms->len && n_settled > 0);
}

static void
show_notice (PdConflictDetail *self, guint n_dropped)
{
  g_autofree char *text = g_strdup_printf (
      ngettext ("The record was changed once more while you were deciding. %u decision is open again; the "
                "others are kept.",
                "The record was changed once more while you were deciding. %u decisions are open again; the "
                "others are kept.",
                n_dropped),
      n_dropped);

  gtk_label_set_label (GTK_LABEL (self->notice), text);
  gtk_widget_set_visible (self->notice, n_dropped > 0);
}

/**
 * pd_conflict_detail_show:
 * @self: a detail
 * @conflict: (nullable): a conflict, which stays as long as it is shown
 * @resolution: (nullable): what has been decided about it so far, which stays as long; %NULL for a command
 * @n_dropped: how many decisions a version that came in has opened again
 *
 * Shows one conflict.
 */
void
pd_conflict_detail_show (PdConflictDetail *self,
                         const PdStoreConflict *conflict,
                         PdResolution *resolution,
                         guint n_dropped)
{
  g_autofree char *title = NULL;
  g_autofree char *message = NULL;

  g_return_if_fail (PD_IS_CONFLICT_DETAIL (self));

  if (self->conflict != conflict)
    gtk_adjustment_set_value (self->height, 0);
  self->conflict = conflict;
  self->resolution = resolution;
  self->n_alike = 0;
  gtk_widget_set_visible (GTK_WIDGET (self), conflict != NULL);
  pd_conflict_detail_set_trouble (self, NULL);
  if (conflict == NULL)
    {
      show_atoms (self);
      return;
    }
  self->kind = pd_store_conflict_kind (conflict);
  title = pd_record_name_text (conflict->type, conflict->title);
  message = pd_conflict_describe (conflict);
  gtk_label_set_label (GTK_LABEL (self->title), title);
  gtk_label_set_label (GTK_LABEL (self->message), message);
  gtk_label_set_label (GTK_LABEL (self->advice), pd_store_conflict_advice (conflict));
  show_notice (self, n_dropped);
  show_signatures (self);
  show_atoms (self);
  pd_conflict_detail_show_buttons (self);
  update (self);
}

static void
alike_cb (PdConflictDetail *self, const char *id, gboolean chosen)
{
  g_signal_emit (self, signals[ALIKE], 0, id, chosen);
}

/**
 * pd_conflict_detail_show_alike:
 * @self: a detail
 * @alike: (element-type PdConflictAlike): other entries that ask the same
 *
 * Offers to decide them at the same time, each with what will come out.
 */
void
pd_conflict_detail_show_alike (PdConflictDetail *self, GArray *alike)
{
  g_return_if_fail (PD_IS_CONFLICT_DETAIL (self));

  self->n_alike = pd_conflict_alike_list_show (PD_CONFLICT_ALIKE_LIST (self->alike), alike);
  if (self->conflict != NULL)
    pd_conflict_detail_update_buttons (self);
}

/**
 * pd_conflict_detail_set_trouble:
 * @self: a detail
 * @sentence: (nullable): why something was not done
 */
void
pd_conflict_detail_set_trouble (PdConflictDetail *self, const char *sentence)
{
  g_return_if_fail (PD_IS_CONFLICT_DETAIL (self));

  gtk_label_set_label (GTK_LABEL (self->trouble), sentence != NULL ? sentence : "");
  gtk_widget_set_visible (self->trouble, sentence != NULL);
}

/* --- the widget */

static gboolean
narrow_cb (gpointer user_data)
{
  PdConflictDetail *self = user_data;

  self->narrow_source = 0;
  self->narrow = gtk_adjustment_get_page_size (self->width) < COLUMNS_WIDTH;
  for (guint i = 0; i < self->atoms->len; i++)
    pd_conflict_atom_set_narrow (g_ptr_array_index (self->atoms, i), self->narrow);
  pd_conflict_preview_set_narrow (PD_CONFLICT_PREVIEW (self->preview), self->narrow);
  if (self->conflict != NULL)
    show_preview (self);
  return G_SOURCE_REMOVE;
}

/* It happens in the middle of an allocation, when nothing may be put elsewhere. */
static void
width_cb (PdConflictDetail *self)
{
  if (self->narrow_source == 0)
    self->narrow_source = g_idle_add_full (GTK_PRIORITY_RESIZE - 1, narrow_cb, self, NULL);
}

static void
pd_conflict_detail_dispose (GObject *object)
{
  PdConflictDetail *self = PD_CONFLICT_DETAIL (object);
  GtkWidget *child;

  g_clear_handle_id (&self->narrow_source, g_source_remove);
  g_ptr_array_set_size (self->atoms, 0);
  self->conflict = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (pd_conflict_detail_parent_class)->dispose (object);
}

static void
pd_conflict_detail_finalize (GObject *object)
{
  g_ptr_array_unref (PD_CONFLICT_DETAIL (object)->atoms);
  G_OBJECT_CLASS (pd_conflict_detail_parent_class)->finalize (object);
}

static void
pd_conflict_detail_class_init (PdConflictDetailClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_conflict_detail_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_conflict_detail_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);

  /** PdConflictDetail::decided: a person chose or typed */
  signals[DECIDED] = g_signal_new ("decided", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  /** PdConflictDetail::action: a person asks for a #PdConflictAction */
  signals[ACTION] = g_signal_new ("action", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_INT);
  /** PdConflictDetail::alike: another entry, by its id, is to be decided, too, or not */
  signals[ALIKE] = g_signal_new ("alike", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_BOOLEAN);
}

static GtkWidget *
create_content (PdConflictDetail *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  gtk_box_append (GTK_BOX (box), self->title = pd_layout_text (NULL, "title-2"));
  gtk_box_append (GTK_BOX (box), self->message = pd_layout_text (NULL, NULL));
  gtk_box_append (GTK_BOX (box), self->advice = pd_layout_text (NULL, NULL));
  gtk_box_append (GTK_BOX (box), self->notice = pd_layout_text (NULL, "notice"));
  gtk_box_append (GTK_BOX (box), self->signatures = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3));
  gtk_box_append (GTK_BOX (box), pd_conflict_detail_create_choose_all (self));
  gtk_box_append (GTK_BOX (box), self->questions = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12));
  self->settled_box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_box_append (GTK_BOX (box), self->settled = pd_fold_new (self->settled_box));
  gtk_box_append (GTK_BOX (box), self->settled_box);
  gtk_box_append (GTK_BOX (box), self->preview = pd_conflict_preview_new ());
  gtk_box_append (GTK_BOX (box), self->alike = pd_conflict_alike_list_new ());
  g_signal_connect_swapped (self->alike, "chosen", G_CALLBACK (alike_cb), self);
  gtk_widget_add_css_class (self->notice, "warning");
  pd_layout_expect_text (self->settled_box);
  pd_layout_set_margins (box, 18);
  return box;
}

/* Always to be seen, however long the record is. */
static GtkWidget *
create_footer (PdConflictDetail *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->trouble = pd_layout_text (NULL, "error");
  gtk_widget_add_css_class (box, "editor-bottom");
  gtk_box_append (GTK_BOX (box), self->trouble);
  gtk_box_append (GTK_BOX (box), pd_conflict_detail_create_buttons (self));
  return box;
}

static void
pd_conflict_detail_init (PdConflictDetail *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  self->atoms = g_ptr_array_new ();
  /* How wide the versions are beside each other must not decide whether the list beside them folds away: folded, they
   * would have the room that keeps it folded. */
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_AUTOMATIC, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), create_content (self));
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_widget_set_parent (scrolled, GTK_WIDGET (self));
  gtk_widget_set_parent (create_footer (self), GTK_WIDGET (self));
  self->width = gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (scrolled));
  self->height = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));
  g_signal_connect_object (self->width, "notify::page-size", G_CALLBACK (width_cb), self, G_CONNECT_SWAPPED);
  pd_conflict_detail_show (self, NULL, NULL, 0);
}

/**
 * pd_conflict_detail_new:
 *
 * Returns: (transfer floating): a detail of nothing
 */
GtkWidget *
pd_conflict_detail_new (void)
{
  return g_object_new (PD_TYPE_CONFLICT_DETAIL, NULL);
}
