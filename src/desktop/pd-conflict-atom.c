/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-conflict-atom.h"

#include <glib/gi18n-lib.h>

#include "desktop/pd-conflict-fields.h"
#include "desktop/pd-field-editor.h"
#include "desktop/pd-focus.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-element.h"

/* One question of a conflict: what was, what is here, what is on the platform, and room for a third answer. The
 * answers are one group of radio buttons: Tab comes to it, the arrow keys choose. */

typedef enum
{
  ANSWER_MINE,
  ANSWER_THEIRS,
  ANSWER_BOTH,
  ANSWER_OTHER,
  N_ANSWERS
} Answer;

struct _PdConflictAtom
{
  GtkWidget parent_instance;

  PdResolution *resolution;       /* (borrowed) outlives the widget */
  const PdDifference *difference; /* (borrowed) of the resolution */
  GPtrArray *editors;             /* (owned) of PdFieldEditor (borrowed) */

  GtkWidget *title;
  GtkWidget *standing;
  GtkWidget *cells;
  GtkWidget *answers[N_ANSWERS]; /* NULL for an answer that there is not */

  gboolean updating; /* the answers follow the resolution, not the other way round */
  gboolean bad;      /* what was typed is no value of its field */
};

enum
{
  DECIDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PdConflictAtom, pd_conflict_atom, GTK_TYPE_WIDGET)

static const char *
path_of (PdConflictAtom *self)
{
  return self->difference->path;
}

/* --- answers */

/* Takes what stands in the editors as the third value. */
static void
type_editors (PdConflictAtom *self)
{
  const PdDifference *difference = self->difference;
  const PdRecord *record = pd_resolution_get_mine (self->resolution);
  const PdRecordType *type = pd_record_get_record_type (record);

  self->bad = FALSE;
  for (guint i = 0; i < self->editors->len; i++)
    {
      PdFieldEditor *editor = g_ptr_array_index (self->editors, i);
      guint field = pd_field_editor_get_field (editor);
      g_autoptr (PdRecord) part =
          pd_record_new (difference->list < 0 ? type : type->lists[difference->list], NULL);
      g_autofree char *text = NULL;
      g_autoptr (GError) error = NULL;

      if (pd_field_editor_store (editor, part))
        {
          text = pd_record_field_to_text (part, field);
          pd_resolution_type (self->resolution, difference->list, difference->line_id, field, text, &error);
        }
      if (pd_field_editor_get_error (editor) != NULL || error != NULL)
        self->bad = TRUE;
      pd_field_editor_set_problem (editor,
                                   error != NULL ? error->message : pd_field_editor_get_error (editor),
                                   PD_PROBLEM_ERROR);
    }
}

static void
clear_problems (PdConflictAtom *self)
{
  self->bad = FALSE;
  for (guint i = 0; i < self->editors->len; i++)
    pd_field_editor_set_problem (g_ptr_array_index (self->editors, i), NULL, PD_PROBLEM_ERROR);
}

static void
take_answer (PdConflictAtom *self, Answer answer)
{
  static const PdSide sides[] = { PD_SIDE_MINE, PD_SIDE_THEIRS, PD_SIDE_MERGED };

  if (answer == ANSWER_OTHER)
    type_editors (self);
  else
    {
      clear_problems (self);
      pd_resolution_choose (self->resolution, path_of (self), sides[answer]);
    }
  g_signal_emit (self, signals[DECIDED], 0);
}

static void
toggled_cb (PdConflictAtom *self, GtkCheckButton *button)
{
  if (self->updating || !gtk_check_button_get_active (button))
    return;
  for (int i = 0; i < N_ANSWERS; i++)
    if (self->answers[i] == GTK_WIDGET (button))
      take_answer (self, (Answer) i);
}

/* Who types wants what is typed. */
static void
edited_cb (PdConflictAtom *self)
{
  if (self->updating)
    return;
  self->updating = TRUE;
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->answers[ANSWER_OTHER]), TRUE);
  self->updating = FALSE;
  take_answer (self, ANSWER_OTHER);
}

/* The answer that stands; -1 while there is none. */
static int
standing_answer (PdConflictAtom *self)
{
  const PdDifference *difference = self->difference;

  if (!pd_resolution_is_decided (self->resolution, path_of (self)))
    return -1;
  if (pd_resolution_is_typed (self->resolution, path_of (self)))
    return ANSWER_OTHER;
  switch (pd_resolution_get_side (self->resolution, path_of (self)))
    {
    case PD_SIDE_MINE:
      return ANSWER_MINE;
    case PD_SIDE_THEIRS:
      return ANSWER_THEIRS;
    case PD_SIDE_MERGED:
    default:
      if (difference->mine_changed && difference->theirs_changed)
        return ANSWER_BOTH;
      return difference->mine_changed ? ANSWER_MINE : ANSWER_THEIRS;
    }
}

static const char *
standing_words (PdConflictAtom *self)
{
  const PdDifference *difference = self->difference;

  if (difference->locked)
    return _ ("Closed for changes: it stays as it is on the platform");
  if (!pd_conflict_atom_is_complete (self))
    return self->bad ? _ ("What was typed cannot be used") : _ ("To be decided");
  if (difference->conflict)
    return _ ("Decided");
  if (difference->mine_changed && difference->theirs_changed)
    return _ ("Both added to it");
  return difference->mine_changed ? _ ("Changed only here") : _ ("Changed only on the platform");
}

/**
 * pd_conflict_atom_update:
 * @self: an atom
 *
 * Shows what the resolution says by now.
 */
void
pd_conflict_atom_update (PdConflictAtom *self)
{
  int answer;

  g_return_if_fail (PD_IS_CONFLICT_ATOM (self));

  answer = self->bad ? ANSWER_OTHER : standing_answer (self);
  self->updating = TRUE;
  for (int i = 0; i < N_ANSWERS; i++)
    if (self->answers[i] != NULL && i != answer)
      gtk_check_button_set_active (GTK_CHECK_BUTTON (self->answers[i]), FALSE);
  if (answer >= 0 && self->answers[answer] != NULL)
    gtk_check_button_set_active (GTK_CHECK_BUTTON (self->answers[answer]), TRUE);
  self->updating = FALSE;
  gtk_label_set_label (GTK_LABEL (self->standing), standing_words (self));
  if (pd_conflict_atom_is_complete (self))
    gtk_widget_remove_css_class (self->standing, "warning");
  else
    gtk_widget_add_css_class (self->standing, "warning");
}

/**
 * pd_conflict_atom_is_complete:
 * @self: an atom
 *
 * Returns: whether nothing more is to be said about it
 */
gboolean
pd_conflict_atom_is_complete (PdConflictAtom *self)
{
  g_return_val_if_fail (PD_IS_CONFLICT_ATOM (self), FALSE);

  return !self->bad && pd_resolution_is_decided (self->resolution, path_of (self));
}

const char *
pd_conflict_atom_get_path (PdConflictAtom *self)
{
  g_return_val_if_fail (PD_IS_CONFLICT_ATOM (self), NULL);

  return path_of (self);
}

/**
 * pd_conflict_atom_forget:
 * @self: an atom
 *
 * What cannot be used of what was typed is no longer in the way; the resolution has been decided elsewhere.
 */
void
pd_conflict_atom_forget (PdConflictAtom *self)
{
  g_return_if_fail (PD_IS_CONFLICT_ATOM (self));

  clear_problems (self);
}

/**
 * pd_conflict_atom_set_narrow:
 * @self: an atom
 * @narrow: whether the versions stand one below the other
 *
 * For windows in which they do not fit beside each other.
 */
void
pd_conflict_atom_set_narrow (PdConflictAtom *self, gboolean narrow)
{
  g_return_if_fail (PD_IS_CONFLICT_ATOM (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->cells),
                                  narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_box_set_homogeneous (GTK_BOX (self->cells), !narrow);
}

/* --- the widget */

static GtkWidget *
text_label (const char *text, const char *style)
{
  GtkWidget *label = pd_layout_text (text, style);

  gtk_label_set_yalign (GTK_LABEL (label), 0.0f);
  /* Room for four Chinese characters before a value is wrapped. */
  gtk_label_set_width_chars (GTK_LABEL (label), 8);
  return label;
}

static const char *
value_of (const PdConflictField *field, int version)
{
  return version < 0 ? field->base : version == ANSWER_MINE ? field->mine : field->theirs;
}

static const PdRecord *
part_of (PdConflictAtom *self, const PdRecord *record)
{
  const PdDifference *difference = self->difference;

  if (record == NULL || difference->list < 0)
    return record;
  return pd_record_find_line (record, (guint) difference->list, difference->line_id);
}

static const PdRecord *
version_of (PdConflictAtom *self, int version)
{
  if (version < 0)
    return pd_resolution_get_base (self->resolution);
  return version == ANSWER_MINE ? pd_resolution_get_mine (self->resolution)
                                : pd_resolution_get_theirs (self->resolution);
}

/* A value beside the lines has no line to be without. */
static gboolean
is_element (PdConflictAtom *self)
{
  const PdRecordType *type = pd_record_get_record_type (pd_resolution_get_mine (self->resolution));

  return self->difference->list >= 0 && type->lists[self->difference->list] == &pd_order_element_type;
}

/* One version in words: the value of a single field, "Quantity: 3" and so on of several. */
static char *
version_text (PdConflictAtom *self, GPtrArray *fields, int version)
{
  GString *text = g_string_new (NULL);

  if (self->difference->list >= 0 && part_of (self, version_of (self, version)) == NULL)
    {
      g_string_append (text, version < 0 || self->difference->atom != NULL || is_element (self)
                                 ? _ ("(not there)")
                                 : _ ("Without this line"));
      return g_string_free (text, FALSE);
    }
  for (guint i = 0; i < fields->len; i++)
    {
      const PdConflictField *field = g_ptr_array_index (fields, i);
      const char *value = value_of (field, version);

      /* A whole line has many empty fields that say nothing. */
      if (*value == '\0' && self->difference->atom == NULL)
        continue;
      if (text->len > 0)
        g_string_append_c (text, '\n');
      if (fields->len == 1)
        g_string_append (text, *value != '\0' ? value : _ ("(empty)"));
      else
        g_string_append_printf (text, _ ("%1$s: %2$s"), field->label, *value != '\0' ? value : _ ("(empty)"));
    }
  return g_string_free (text, FALSE);
}

static GtkWidget *
cell_new (PdConflictAtom *self)
{
  GtkWidget *cell = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  gtk_widget_set_hexpand (cell, TRUE);
  gtk_widget_set_valign (cell, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (self->cells), cell);
  return cell;
}

/* An answer is a radio button with the value as its face, so that the value is the target. */
static GtkWidget *
add_answer (PdConflictAtom *self, GtkWidget *cell, Answer answer, const char *caption, const char *text)
{
  GtkWidget *button =
      g_object_new (GTK_TYPE_CHECK_BUTTON, "accessible-role", GTK_ACCESSIBLE_ROLE_RADIO, NULL);
  GtkWidget *face = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *title = pd_conflict_difference_title (self->resolution, self->difference);
  g_autofree char *name = text != NULL ? g_strdup_printf (_ ("%1$s, %2$s: %3$s"), title, caption, text)
                                       : g_strdup_printf (_ ("%1$s: %2$s"), title, caption);

  gtk_box_append (GTK_BOX (face), text_label (caption, "caption"));
  if (text != NULL)
    gtk_box_append (GTK_BOX (face), text_label (text, "conflict-value"));
  gtk_check_button_set_child (GTK_CHECK_BUTTON (button), face);
  gtk_check_button_set_group (GTK_CHECK_BUTTON (button), self->answers[ANSWER_MINE] != NULL
                                                             ? GTK_CHECK_BUTTON (self->answers[ANSWER_MINE])
                                                             : NULL);
  self->answers[answer] = button;
  pd_set_accessible_label (button, name);
  gtk_widget_set_sensitive (button, !self->difference->locked);
  g_signal_connect_swapped (button, "toggled", G_CALLBACK (toggled_cb), self);
  gtk_box_append (GTK_BOX (cell), button);
  return button;
}

static void
add_before (PdConflictAtom *self, GPtrArray *fields)
{
  GtkWidget *cell = cell_new (self);
  g_autofree char *text = version_text (self, fields, -1);

  gtk_box_append (GTK_BOX (cell), text_label (_ ("Before"), "caption"));
  gtk_box_append (GTK_BOX (cell), text_label (text, "dim-label"));
}

/* Fields of one's own to type a third value into; a line that one side does not have is not put together here. */
static void
add_other (PdConflictAtom *self, GPtrArray *fields)
{
  const PdRecord *mine = part_of (self, pd_resolution_get_mine (self->resolution));
  g_autoptr (PdRecord) applied = pd_resolution_apply (self->resolution);
  /* What was typed before, when a version came in since. */
  const PdRecord *shown =
      pd_resolution_is_typed (self->resolution, path_of (self)) ? part_of (self, applied) : mine;
  GtkWidget *cell;

  if (self->difference->atom == NULL || self->difference->locked || mine == NULL)
    return;
  cell = cell_new (self);
  add_answer (self, cell, ANSWER_OTHER, _ ("Something else"), NULL);
  for (guint i = 0; i < fields->len; i++)
    {
      const PdConflictField *field = g_ptr_array_index (fields, i);
      GtkWidget *editor = pd_field_editor_new (pd_record_get_record_type (mine), field->field);
      g_autofree char *name = g_strdup_printf (_ ("%1$s: %2$s"), _ ("Something else"), field->label);

      pd_field_editor_load (PD_FIELD_EDITOR (editor), shown != NULL ? shown : mine);
      pd_field_editor_set_show_caption (PD_FIELD_EDITOR (editor), fields->len > 1);
      pd_set_accessible_label (pd_field_editor_get_input (PD_FIELD_EDITOR (editor)), name);
      g_signal_connect_swapped (editor, "edited", G_CALLBACK (edited_cb), self);
      g_ptr_array_add (self->editors, editor);
      gtk_box_append (GTK_BOX (cell), editor);
    }
}

static void
fill (PdConflictAtom *self)
{
  g_autoptr (GPtrArray) fields = pd_conflict_fields (self->resolution, self->difference);
  g_autofree char *title = pd_conflict_difference_title (self->resolution, self->difference);
  g_autofree char *mine = version_text (self, fields, ANSWER_MINE);
  g_autofree char *theirs = version_text (self, fields, ANSWER_THEIRS);

  gtk_label_set_label (GTK_LABEL (self->title), title);
  pd_set_accessible_label (GTK_WIDGET (self), title);
  add_before (self, fields);
  add_answer (self, cell_new (self), ANSWER_MINE, _ ("Here"), mine);
  add_answer (self, cell_new (self), ANSWER_THEIRS, _ ("On the platform"), theirs);
  if (!self->difference->conflict && self->difference->mine_changed && self->difference->theirs_changed)
    add_answer (self, gtk_widget_get_parent (self->answers[ANSWER_THEIRS]), ANSWER_BOTH,
                _ ("Both, put together"), NULL);
  add_other (self, fields);
  pd_conflict_atom_update (self);
}

static void
pd_conflict_atom_dispose (GObject *object)
{
  PdConflictAtom *self = PD_CONFLICT_ATOM (object);
  GtkWidget *child;

  self->updating = TRUE;
  g_ptr_array_set_size (self->editors, 0);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (pd_conflict_atom_parent_class)->dispose (object);
}

static void
pd_conflict_atom_finalize (GObject *object)
{
  g_ptr_array_unref (PD_CONFLICT_ATOM (object)->editors);
  G_OBJECT_CLASS (pd_conflict_atom_parent_class)->finalize (object);
}

static void
pd_conflict_atom_class_init (PdConflictAtomClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_conflict_atom_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_conflict_atom_finalize;
  GTK_WIDGET_CLASS (klass)->focus = pd_focus_children;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);

  /** PdConflictAtom::decided: a person chose or typed */
  signals[DECIDED] = g_signal_new ("decided", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
pd_conflict_atom_init (PdConflictAtom *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));
  GtkWidget *heading = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 6);
  self->editors = g_ptr_array_new ();
  self->title = text_label ("", "heading");
  self->standing = text_label ("", "caption");
  gtk_widget_set_hexpand (self->title, TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->standing), 1.0f);
  gtk_box_append (GTK_BOX (heading), self->title);
  gtk_box_append (GTK_BOX (heading), self->standing);
  self->cells = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  gtk_box_set_homogeneous (GTK_BOX (self->cells), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "card");
  gtk_widget_add_css_class (GTK_WIDGET (self), "conflict-atom");
  gtk_widget_set_parent (heading, GTK_WIDGET (self));
  gtk_widget_set_parent (self->cells, GTK_WIDGET (self));
}

/**
 * pd_conflict_atom_new:
 * @resolution: a resolution, which outlives the widget
 * @difference: one of its differences
 *
 * What a person chooses goes to @resolution.
 *
 * Returns: (transfer floating): one question with its answers
 */
GtkWidget *
pd_conflict_atom_new (PdResolution *resolution, const PdDifference *difference)
{
  PdConflictAtom *self = g_object_new (PD_TYPE_CONFLICT_ATOM, NULL);

  self->resolution = resolution;
  self->difference = difference;
  fill (self);
  return GTK_WIDGET (self);
}
