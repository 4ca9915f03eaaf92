/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-conflict-detail.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "desktop/pd-conflict-atom.h"
#include "desktop/pd-conflict-fields.h"
#include "desktop/pd-conflict-preview.h"
#include "desktop/pd-fold.h"
#include "desktop/pd-tooltip.h"

/* One conflict: what happened and what can be done, the questions, the record as it will be, and the buttons. What
 * only one side changed is folded away: it is put together already. */

/* From this width on the versions stand beside each other. */
#define COLUMNS_WIDTH 600

struct _PdConflictDetail
{
  GtkWidget parent_instance;

  const PdStoreConflict *conflict; /* (borrowed) (nullable) */
  PdResolution *resolution;        /* (borrowed) (nullable) */
  PdConflictKind kind;
  GPtrArray *atoms; /* (owned) of PdConflictAtom (borrowed) */
  guint n_alike;    /* chosen to be decided, too */
  guint narrow_source;
  gboolean narrow;
  gboolean busy;

  GtkAdjustment *width; /* its page size is the room that there is */
  GtkWidget *title;
  GtkWidget *message;
  GtkWidget *advice;
  GtkWidget *notice; /* something has changed since */
  GtkWidget *signatures;
  GtkWidget *trouble;
  GtkWidget *questions; /* to be decided */
  GtkWidget *settled;   /* unfolds what the merge has put together */
  GtkWidget *settled_box;
  GtkWidget *all_mine;
  GtkWidget *all_theirs;
  GtkWidget *preview;
  GtkWidget *alike;
  GtkWidget *first; /* the suggested button */
  GtkWidget *second;
  GtkWidget *open;
};

enum
{
  DECIDED,
  ACTION,
  ALIKE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PdConflictDetail, pd_conflict_detail, GTK_TYPE_WIDGET)

static GtkWidget *
text_label (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  return label;
}

static void
empty (GtkWidget *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (box)) != NULL)
    gtk_box_remove (GTK_BOX (box), child);
}

/* --- what can be done now */

static gboolean
is_complete (PdConflictDetail *self)
{
  for (guint i = 0; i < self->atoms->len; i++)
    if (!pd_conflict_atom_is_complete (g_ptr_array_index (self->atoms, i)))
      return FALSE;
  return pd_conflict_preview_is_good (PD_CONFLICT_PREVIEW (self->preview));
}

/* Whether the questions are asked field by field, and the button carries the answers out. */
static gboolean
asks_fields (PdConflictDetail *self)
{
  return self->kind == PD_CONFLICT_FIELDS || self->kind == PD_CONFLICT_REJECTED;
}

static char *
resolve_label (PdConflictDetail *self)
{
  guint n = self->n_alike + 1;

  if (n > 1)
    return g_strdup_printf (ngettext ("Resolve %u Record", "Resolve %u Records", n), n);
  return g_strdup (self->kind == PD_CONFLICT_REJECTED ? _ ("Send Again") : _ ("Resolve"));
}

static void
update_buttons (PdConflictDetail *self)
{
  g_autofree char *label = resolve_label (self);
  gboolean complete = is_complete (self);

  if (asks_fields (self))
    gtk_button_set_label (GTK_BUTTON (self->first), label);
  gtk_widget_set_sensitive (self->first, !self->busy && (!asks_fields (self) || complete));
  gtk_widget_set_sensitive (self->second, !self->busy && (self->kind != PD_CONFLICT_FROZEN || complete));
  gtk_widget_set_sensitive (self->all_mine, !self->busy);
  gtk_widget_set_sensitive (self->all_theirs, !self->busy);
}

static void
update (PdConflictDetail *self)
{
  for (guint i = 0; i < self->atoms->len; i++)
    pd_conflict_atom_update (g_ptr_array_index (self->atoms, i));
  pd_conflict_preview_show (PD_CONFLICT_PREVIEW (self->preview),
                            self->kind != PD_CONFLICT_COMMAND ? self->resolution : NULL);
  update_buttons (self);
}

static void
decided_cb (PdConflictDetail *self)
{
  pd_conflict_detail_set_trouble (self, NULL);
  update (self);
  g_signal_emit (self, signals[DECIDED], 0);
}

static void
choose_all (PdConflictDetail *self, PdSide side)
{
  pd_resolution_choose_all (self->resolution, side);
  for (guint i = 0; i < self->atoms->len; i++)
    pd_conflict_atom_forget (g_ptr_array_index (self->atoms, i));
  decided_cb (self);
}

static void
all_mine_cb (PdConflictDetail *self)
{
  choose_all (self, PD_SIDE_MINE);
}

static void
all_theirs_cb (PdConflictDetail *self)
{
  choose_all (self, PD_SIDE_THEIRS);
}

static void
act (PdConflictDetail *self, PdConflictAction action)
{
  g_signal_emit (self, signals[ACTION], 0, (int) action);
}

static void
resolve_with (PdConflictDetail *self, PdSide side)
{
  if (self->resolution != NULL)
    pd_resolution_choose_all (self->resolution, side);
  act (self, PD_CONFLICT_RESOLVE);
}

/* The suggested button: never one that throws something away. */
static void
first_cb (PdConflictDetail *self)
{
  switch (self->kind)
    {
    case PD_CONFLICT_FROZEN:
    case PD_CONFLICT_DELETED_THERE:
      act (self, PD_CONFLICT_AS_NEW);
      break;
    case PD_CONFLICT_DELETED_HERE:
      resolve_with (self, PD_SIDE_THEIRS);
      break;
    case PD_CONFLICT_ABSENT:
      resolve_with (self, PD_SIDE_MINE);
      break;
    case PD_CONFLICT_COMMAND:
      act (self, PD_CONFLICT_AGAIN);
      break;
    case PD_CONFLICT_FIELDS:
    case PD_CONFLICT_REJECTED:
    default:
      act (self, PD_CONFLICT_RESOLVE);
    }
}

static void
second_cb (PdConflictDetail *self)
{
  if (self->kind == PD_CONFLICT_DELETED_HERE)
    resolve_with (self, PD_SIDE_MINE);
  else if (self->kind == PD_CONFLICT_FROZEN)
    act (self, PD_CONFLICT_RESOLVE);
  else
    resolve_with (self, PD_SIDE_THEIRS);
}

static void
open_cb (PdConflictDetail *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-record", "(ss)", self->conflict->type->name,
                              self->conflict->record_id);
}

/**
 * pd_conflict_detail_activate:
 * @self: a detail
 *
 * As if the suggested button were pressed, where it can be.
 */
void
pd_conflict_detail_activate (PdConflictDetail *self)
{
  g_return_if_fail (PD_IS_CONFLICT_DETAIL (self));

  if (self->conflict != NULL && gtk_widget_get_sensitive (self->first))
    first_cb (self);
}

/* --- what is shown */

static const struct
{
  PdConflictKind kind;
  const char *first;
  const char *second; /* (nullable) */
} words[] = {
  { PD_CONFLICT_FIELDS, N_ ("Resolve"), NULL },
  { PD_CONFLICT_REJECTED, N_ ("Send Again"), N_ ("Discard My Changes") },
  { PD_CONFLICT_FROZEN, N_ ("New Order from My Version"), N_ ("Take the Platform Version") },
  { PD_CONFLICT_DELETED_THERE, N_ ("New Record from My Version"), N_ ("Accept the Deletion") },
  { PD_CONFLICT_DELETED_HERE, N_ ("Keep It"), N_ ("Delete It After All") },
  { PD_CONFLICT_ABSENT, N_ ("Send Again"), N_ ("Discard") },
  { PD_CONFLICT_COMMAND, N_ ("Ask Again"), N_ ("Let It Be") },
};

static void
show_buttons (PdConflictDetail *self)
{
  gboolean several = asks_fields (self) && self->atoms->len > 0;

  gtk_button_set_label (GTK_BUTTON (self->first), _ (words[self->kind].first));
  gtk_widget_set_visible (self->second, words[self->kind].second != NULL);
  if (words[self->kind].second != NULL)
    gtk_button_set_label (GTK_BUTTON (self->second), _ (words[self->kind].second));
  gtk_widget_set_visible (gtk_widget_get_parent (self->all_mine), several);
}

static void
add_signature (PdConflictDetail *self, const char *caption, const PdRecord *record)
{
  g_autofree char *signature = pd_conflict_signature (record);
  g_autofree char *text = g_strdup_printf (_ ("%1$s: %2$s"), caption, signature);

  if (*signature != '\0')
    gtk_box_append (GTK_BOX (self->signatures), text_label (text, "dim-label"));
}

static void
show_signatures (PdConflictDetail *self)
{
  empty (self->signatures);
  add_signature (self, _ ("Before"), self->conflict->base);
  add_signature (self, _ ("Here"), self->conflict->mine);
  add_signature (self, _ ("On the platform"), self->conflict->theirs);
}

static void
add_atom (PdConflictDetail *self, const PdDifference *difference)
{
  GtkWidget *atom = pd_conflict_atom_new (self->resolution, difference);
  gboolean asked = difference->conflict || difference->locked || self->kind == PD_CONFLICT_REJECTED;

  g_signal_connect_swapped (atom, "decided", G_CALLBACK (decided_cb), self);
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
  empty (self->questions);
  empty (self->settled_box);
  for (guint i = 0; differences != NULL && i < differences->len; i++)
    if (!pd_difference_is_record (g_ptr_array_index (differences, i)))
      add_atom (self, g_ptr_array_index (differences, i));
  for (GtkWidget *child = gtk_widget_get_first_child (self->settled_box); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n_settled++;
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

  self->conflict = conflict;
  self->resolution = resolution;
  self->n_alike = 0;
  gtk_widget_set_visible (GTK_WIDGET (self), conflict != NULL);
  pd_conflict_detail_set_trouble (self, NULL);
  if (conflict == NULL)
    {
      show_atoms (self);
      empty (self->alike);
      return;
    }
  self->kind = pd_store_conflict_kind (conflict);
  title = pd_conflict_title (conflict);
  message = pd_conflict_describe (conflict);
  gtk_label_set_label (GTK_LABEL (self->title), title);
  gtk_label_set_label (GTK_LABEL (self->message), message);
  gtk_label_set_label (GTK_LABEL (self->advice), pd_store_conflict_advice (conflict));
  show_notice (self, n_dropped);
  show_signatures (self);
  show_atoms (self);
  show_buttons (self);
  update (self);
}

/* --- alike */

static void
alike_toggled_cb (PdConflictDetail *self, GtkCheckButton *button)
{
  g_signal_emit (self, signals[ALIKE], 0, g_object_get_data (G_OBJECT (button), "pd-id"),
                 gtk_check_button_get_active (button));
}

/* What it will be, before it is done: the record and its total. */
static GtkWidget *
alike_row (PdConflictDetail *self, const PdConflictAlike *alike)
{
  g_autofree char *title = pd_conflict_title (alike->conflict);
  g_autoptr (PdRecord) merged = pd_resolution_apply (alike->resolution);
  g_autofree char *was = pd_conflict_total (alike->conflict->theirs);
  g_autofree char *total = pd_conflict_total (merged);
  g_autofree char *text =
      !alike->complete ? g_strdup_printf (_ ("%s: something in it is still to be decided"), title)
      : g_str_equal (was, total)
          ? g_strdup_printf (_ ("%1$s: total %2$s"), title, total)
          : g_strdup_printf (_ ("%1$s: total %2$s, %3$s on the platform"), title, total, was);
  GtkWidget *row = gtk_check_button_new_with_label (text);

  gtk_check_button_set_active (GTK_CHECK_BUTTON (row), alike->chosen && alike->complete);
  gtk_widget_set_sensitive (row, alike->complete);
  g_object_set_data_full (G_OBJECT (row), "pd-id", g_strdup (alike->conflict->id), g_free);
  g_signal_connect_swapped (row, "toggled", G_CALLBACK (alike_toggled_cb), self);
  return row;
}

static gboolean
update_alike_row (GtkWidget *child, const PdConflictAlike *alike)
{
  return child != NULL && GTK_IS_CHECK_BUTTON (child) &&
         g_strcmp0 (g_object_get_data (G_OBJECT (child), "pd-id"), alike->conflict->id) == 0;
}

/* A row that has the keyboard must not go away under it. */
static gboolean
replace_rows (PdConflictDetail *self, GArray *alike)
{
  GtkWidget *child = gtk_widget_get_first_child (self->alike);

  if (child == NULL || alike->len == 0)
    return FALSE;
  child = gtk_widget_get_next_sibling (child);
  for (guint i = 0; i < alike->len; i++, child = gtk_widget_get_next_sibling (child))
    if (!update_alike_row (child, &g_array_index (alike, PdConflictAlike, i)))
      return FALSE;
  if (child != NULL)
    return FALSE;
  child = gtk_widget_get_next_sibling (gtk_widget_get_first_child (self->alike));
  for (guint i = 0; i < alike->len; i++, child = gtk_widget_get_next_sibling (child))
    {
      g_autoptr (GtkWidget) model = alike_row (self, &g_array_index (alike, PdConflictAlike, i));

      g_object_ref_sink (model);
      g_signal_handlers_block_by_func (child, alike_toggled_cb, self);
      gtk_check_button_set_label (GTK_CHECK_BUTTON (child),
                                  gtk_check_button_get_label (GTK_CHECK_BUTTON (model)));
      gtk_check_button_set_active (GTK_CHECK_BUTTON (child),
                                   gtk_check_button_get_active (GTK_CHECK_BUTTON (model)));
      gtk_widget_set_sensitive (child, gtk_widget_get_sensitive (model));
      g_signal_handlers_unblock_by_func (child, alike_toggled_cb, self);
    }
  return TRUE;
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
  g_autofree char *heading = NULL;

  g_return_if_fail (PD_IS_CONFLICT_DETAIL (self));

  self->n_alike = 0;
  for (guint i = 0; i < alike->len; i++)
    {
      const PdConflictAlike *one = &g_array_index (alike, PdConflictAlike, i);

      self->n_alike += one->chosen && one->complete;
    }
  gtk_widget_set_visible (self->alike, alike->len > 0);
  if (!replace_rows (self, alike))
    {
      empty (self->alike);
      heading = g_strdup_printf (ngettext ("%u more record differs in the same fields. Decide the same for:",
                                           "%u more records differ in the same fields. Decide the same for:",
                                           alike->len),
                                 alike->len);
      gtk_box_append (GTK_BOX (self->alike), text_label (heading, "heading"));
      for (guint i = 0; i < alike->len; i++)
        gtk_box_append (GTK_BOX (self->alike), alike_row (self, &g_array_index (alike, PdConflictAlike, i)));
    }
  if (self->conflict != NULL)
    update_buttons (self);
}

void
pd_conflict_detail_set_busy (PdConflictDetail *self, gboolean busy)
{
  g_return_if_fail (PD_IS_CONFLICT_DETAIL (self));

  self->busy = busy;
  if (self->conflict != NULL)
    update_buttons (self);
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
  return G_SOURCE_REMOVE;
}

/* It happens in the middle of an allocation, when nothing may be put elsewhere. */
static void
width_cb (PdConflictDetail *self)
{
  if (self->narrow_source == 0)
    self->narrow_source = g_idle_add_full (GTK_PRIORITY_RESIZE - 1, narrow_cb, self, NULL);
}

static GtkWidget *
button_new (PdConflictDetail *self, const char *label, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  g_signal_connect_swapped (button, "clicked", callback, self);
  return button;
}

static GtkWidget *
create_choose_all (PdConflictDetail *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->all_mine = button_new (self, _ ("Mine for All"), G_CALLBACK (all_mine_cb));
  self->all_theirs = button_new (self, _ ("Platform for All"), G_CALLBACK (all_theirs_cb));
  pd_set_tooltip (self->all_mine,
                  _ ("What both changed becomes as it is here; what only others changed stays theirs"));
  pd_set_tooltip (self->all_theirs, _ ("Everything becomes as it is on the platform"));
  pd_set_accessible_label (self->all_mine, gtk_button_get_label (GTK_BUTTON (self->all_mine)));
  pd_set_accessible_label (self->all_theirs, gtk_button_get_label (GTK_BUTTON (self->all_theirs)));
  gtk_box_append (GTK_BOX (box), self->all_mine);
  gtk_box_append (GTK_BOX (box), self->all_theirs);
  return box;
}

static GtkWidget *
create_buttons (PdConflictDetail *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->first = button_new (self, _ ("Resolve"), G_CALLBACK (first_cb));
  self->second = button_new (self, "", G_CALLBACK (second_cb));
  self->open = button_new (self, _ ("Open the Record"), G_CALLBACK (open_cb));
  gtk_widget_add_css_class (self->first, "suggested-action");
  gtk_widget_set_tooltip_text (self->first, _ ("Ctrl+Enter"));
  gtk_box_append (GTK_BOX (box), self->first);
  gtk_box_append (GTK_BOX (box), self->second);
  gtk_box_append (GTK_BOX (box), self->open);
  return box;
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

static void
set_margins (GtkWidget *box, int margin)
{
  gtk_widget_set_margin_top (box, margin);
  gtk_widget_set_margin_bottom (box, margin);
  gtk_widget_set_margin_start (box, margin);
  gtk_widget_set_margin_end (box, margin);
}

static GtkWidget *
create_content (PdConflictDetail *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  gtk_box_append (GTK_BOX (box), self->title = text_label (NULL, "title-2"));
  gtk_box_append (GTK_BOX (box), self->message = text_label (NULL, NULL));
  gtk_box_append (GTK_BOX (box), self->advice = text_label (NULL, NULL));
  gtk_box_append (GTK_BOX (box), self->notice = text_label (NULL, "notice"));
  gtk_box_append (GTK_BOX (box), self->signatures = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3));
  gtk_box_append (GTK_BOX (box), create_choose_all (self));
  gtk_box_append (GTK_BOX (box), self->questions = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12));
  self->settled_box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_box_append (GTK_BOX (box), self->settled = pd_fold_new (self->settled_box));
  gtk_box_append (GTK_BOX (box), self->settled_box);
  gtk_box_append (GTK_BOX (box), self->preview = pd_conflict_preview_new ());
  gtk_box_append (GTK_BOX (box), self->alike = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  gtk_widget_add_css_class (self->notice, "warning");
  set_margins (box, 18);
  return box;
}

/* Always to be seen, however long the record is. */
static GtkWidget *
create_footer (PdConflictDetail *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->trouble = text_label (NULL, "error");
  gtk_widget_add_css_class (box, "editor-bottom");
  gtk_box_append (GTK_BOX (box), self->trouble);
  gtk_box_append (GTK_BOX (box), create_buttons (self));
  return box;
}

static void
pd_conflict_detail_init (PdConflictDetail *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  self->atoms = g_ptr_array_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), create_content (self));
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_widget_set_parent (scrolled, GTK_WIDGET (self));
  gtk_widget_set_parent (create_footer (self), GTK_WIDGET (self));
  self->width = gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (scrolled));
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
