/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-rule-dialog.h"

#include "desktop/pd-choice-button.h"
#include "desktop/pd-field-text.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-record-form.h"
#include "desktop/pd-save.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-assignment.h"
#include "model/pd-id.h"
#include "model/pd-problem.h"
#include "store/pd-store-assignment.h"

#include <glib/gi18n-lib.h>

#define WIDTH 480

/* Asks for one rule of assignment. What the orders of this computer have can be chosen instead of typed. */
struct _PdRuleDialog
{
  AdwWindow parent_instance;

  PdStore *store;     /* (owned) (nullable) */
  PdRecord *original; /* (owned) (nullable) NULL for a new one */
  PdRecord *working;  /* (owned) what is typed */

  /* Borrowed */
  PdRecordForm *form;
  GtkWidget *regions; /* buttons with what there is to choose from */
  GtkWidget *assignees;
  GtkWidget *trouble;
  GtkWidget *save;
};

G_DEFINE_FINAL_TYPE (PdRuleDialog, pd_rule_dialog, ADW_TYPE_WINDOW)

/* --- what there is to choose from */

typedef struct
{
  GStrv regions;   /* (owned) (nullable) */
  GStrv assignees; /* (owned) (nullable) */
} Known;

static void
known_free (gpointer data)
{
  Known *known = data;

  g_strfreev (known->regions);
  g_strfreev (known->assignees);
  g_free (known);
}

static gboolean
known_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Known *known = data;

  known->regions = pd_store_assignment_known (session, PD_ORDER_REGION, error);
  known->assignees = known->regions != NULL ? pd_store_known_people (session, NULL, error) : NULL;
  return known->assignees != NULL;
}

static void
set_field (PdRuleDialog *self, guint field, const char *text)
{
  PdFieldEditor *editor = pd_record_form_find (self->form, field);

  pd_field_editor_set_text (editor, text);
  pd_field_editor_store (editor, self->working);
  gtk_widget_grab_focus (GTK_WIDGET (editor));
}

static void
region_chosen_cb (PdRuleDialog *self, const char *region)
{
  set_field (self, PD_ASSIGNMENT_RULE_REGION, region);
}

static void
assignee_chosen_cb (PdRuleDialog *self, const char *assignee)
{
  g_autofree char *before =
      pd_field_editor_get_text (pd_record_form_find (self->form, PD_ASSIGNMENT_RULE_ASSIGNEES));
  g_autofree char *both = NULL;

  g_strstrip (before);
  both = *before != '\0' ? g_strdup_printf ("%s, %s", before, assignee) : g_strdup (assignee);
  set_field (self, PD_ASSIGNMENT_RULE_ASSIGNEES, both);
}

/* How far a region goes that ends with one of these: a province, a city, a district. */
static gboolean
ends_part (gunichar c)
{
  static const gunichar ends[] = { 0x7701 /* 省 */, 0x5E02 /* 市 */, 0x533A /* 区 */, 0x53BF /* 县 */,
                                   0x5DDE /* 州 */ };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    if (ends[i] == c)
      return TRUE;
  return FALSE;
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

/* A rule is for a district, or for the whole city or province around it. NULL ends them. */
static GPtrArray *
regions_around (char **regions)
{
  GPtrArray *all = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; regions != NULL && regions[i] != NULL; i++)
    for (const char *at = regions[i]; *at != '\0'; at = g_utf8_next_char (at))
      {
        const char *after = g_utf8_next_char (at);
        g_autofree char *part = NULL;

        if (*after != '\0' && !ends_part (g_utf8_get_char (at)))
          continue;
        part = g_strndup (regions[i], (gsize) (after - regions[i]));
        if (g_hash_table_contains (seen, part))
          continue;
        g_hash_table_add (seen, part);
        g_ptr_array_add (all, g_steal_pointer (&part));
      }
  g_ptr_array_sort (all, compare_texts);
  g_ptr_array_add (all, NULL);
  return all;
}

static void
known_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdRuleDialog) self = user_data;
  gboolean ok = pd_store_read_finish (PD_STORE (store), result, NULL);
  Known *known = pd_store_job_data (result);
  g_autoptr (GPtrArray) regions = NULL;

  if (!ok || self->store == NULL)
    return;
  regions = regions_around (known->regions);
  pd_choice_button_fill (PD_CHOICE_BUTTON (self->regions), (const char *const *) regions->pdata);
  pd_choice_button_fill (PD_CHOICE_BUTTON (self->assignees), (const char *const *) known->assignees);
}

/* --- saving */

static void
saved_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdRuleDialog) self = user_data;
  g_autofree char *sentence = pd_save_finish_sentence (PD_STORE (store), result);

  if (self->store == NULL)
    return;
  gtk_widget_set_sensitive (self->save, TRUE);
  if (sentence == NULL)
    gtk_window_close (GTK_WINDOW (self));
  else
    pd_layout_say (self->trouble, sentence);
}

/* Takes what was typed, and says beside the fields what is wrong. */
static gboolean
read_form (PdRuleDialog *self)
{
  GPtrArray *editors = pd_record_form_get_editors (self->form);
  g_autoptr (GPtrArray) problems = NULL;
  PdFieldEditor *wrong = NULL;

  for (guint i = 0; i < editors->len; i++)
    pd_field_editor_store (g_ptr_array_index (editors, i), self->working);
  problems = pd_record_check (self->working, PD_REQUIRED_TO_SAVE);
  for (guint i = 0; i < editors->len; i++)
    {
      PdFieldEditor *editor = g_ptr_array_index (editors, i);
      const char *sentence = pd_field_editor_get_error (editor);
      const PdProblem *problem = pd_problems_find (problems, NULL, (int) pd_field_editor_get_field (editor));

      if (sentence == NULL && problem != NULL && problem->weight == PD_PROBLEM_ERROR)
        sentence = problem->message;
      pd_field_editor_set_problem (editor, sentence, PD_PROBLEM_ERROR);
      if (sentence != NULL && wrong == NULL)
        wrong = editor;
    }
  if (wrong != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (wrong));
  return wrong == NULL;
}

static void
save_cb (PdRuleDialog *self)
{
  pd_layout_say (self->trouble, NULL);
  if (!gtk_widget_get_sensitive (self->save) || !read_form (self))
    return;
  gtk_widget_set_sensitive (self->save, FALSE);
  pd_save_async (self->store, self->original, self->working, PD_SAVE_NONE, saved_cb, g_object_ref (self));
}

/* --- the window */

static void
pd_rule_dialog_dispose (GObject *object)
{
  g_clear_object (&PD_RULE_DIALOG (object)->store);

  G_OBJECT_CLASS (pd_rule_dialog_parent_class)->dispose (object);
}

static void
pd_rule_dialog_finalize (GObject *object)
{
  PdRuleDialog *self = PD_RULE_DIALOG (object);

  g_clear_pointer (&self->original, pd_record_unref);
  pd_record_unref (self->working);

  G_OBJECT_CLASS (pd_rule_dialog_parent_class)->finalize (object);
}

static void
pd_rule_dialog_class_init (PdRuleDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_rule_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_rule_dialog_finalize;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
pd_rule_dialog_init (PdRuleDialog *self)
{
}

static GtkWidget *
create_header (PdRuleDialog *self)
{
  self->save = gtk_button_new_with_label (_ ("Save"));
  g_signal_connect_swapped (self->save, "clicked", G_CALLBACK (save_cb), self);
  return pd_layout_dialog_header (gtk_button_new_with_label (_ ("Cancel")), self->save);
}

static GtkWidget *
create_content (PdRuleDialog *self)
{
  static const signed char fields[] = { PD_ASSIGNMENT_RULE_NAME,      PD_ASSIGNMENT_RULE_APPLIES_TO,
                                        PD_ASSIGNMENT_RULE_SERVICE,   PD_ASSIGNMENT_RULE_REGION,
                                        PD_ASSIGNMENT_RULE_PRIORITY,  PD_ASSIGNMENT_RULE_MAX_LOAD,
                                        PD_ASSIGNMENT_RULE_ASSIGNEES, -1 };
  PdPlaceSection section = { pd_assignment_rule_type.label, fields };
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *choosing = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GPtrArray *editors;

  self->form = PD_RECORD_FORM (pd_record_form_new (&pd_assignment_rule_type, &section));
  pd_record_form_set_columns (self->form, 2);
  editors = pd_record_form_get_editors (self->form);
  for (guint i = 0; i < editors->len; i++)
    {
      PdFieldEditor *editor = g_ptr_array_index (editors, i);
      guint field = pd_field_editor_get_field (editor);

      pd_field_editor_set_required (editor,
                                    pd_assignment_rule_type.fields[field].required == PD_REQUIRED_TO_SAVE);
      g_signal_connect_swapped (editor, "entered", G_CALLBACK (save_cb), self);
      pd_field_editor_set_people (editor, self->store);
      if (field == PD_ASSIGNMENT_RULE_SERVICE || field == PD_ASSIGNMENT_RULE_PRIORITY)
        pd_field_editor_set_none_label (editor, _ ("Any"));
      else if (field == PD_ASSIGNMENT_RULE_APPLIES_TO)
        pd_field_editor_set_none_label (editor, NULL);
    }
  if (!pd_record_has (self->working, PD_ASSIGNMENT_RULE_APPLIES_TO))
    pd_record_set_text (self->working, PD_ASSIGNMENT_RULE_APPLIES_TO, PD_ASSIGNMENT_SUBJECT_ORDER);
  pd_record_form_load (self->form, self->working);
  self->regions = pd_choice_button_new (_ ("Choose a Region"));
  self->assignees = pd_choice_button_new (_ ("Add Somebody"));
  g_signal_connect_swapped (self->regions, "chosen", G_CALLBACK (region_chosen_cb), self);
  g_signal_connect_swapped (self->assignees, "chosen", G_CALLBACK (assignee_chosen_cb), self);
  gtk_box_append (GTK_BOX (choosing), self->regions);
  gtk_box_append (GTK_BOX (choosing), self->assignees);
  self->trouble = pd_layout_text (NULL, "error");
  gtk_widget_set_visible (self->trouble, FALSE);
  gtk_box_append (GTK_BOX (content), GTK_WIDGET (self->form));
  gtk_box_append (GTK_BOX (content), choosing);
  gtk_box_append (
      GTK_BOX (content),
      pd_layout_text (_ ("What stays empty fits all. Of those whom the rule names, the one with the "
                         "fewest open orders is chosen."),
                      "dim-label"));
  gtk_box_append (GTK_BOX (content), self->trouble);
  pd_layout_set_margins (content, 18);
  return content;
}

/**
 * pd_rule_dialog_new:
 * @parent: (nullable): the window in front of which it stands
 * @store: the cache
 * @rule: (nullable): the rule that is to be changed; %NULL for a new one, which is switched off
 * @position: where a new one stands
 *
 * Returns: (transfer floating): a dialog that is not shown yet
 */
PdRuleDialog *
pd_rule_dialog_new (GtkWindow *parent, PdStore *store, const PdRecord *rule, gint64 position)
{
  PdRuleDialog *self =
      g_object_new (PD_TYPE_RULE_DIALOG, "transient-for", parent, "modal", parent != NULL, NULL);
  GtkWidget *header;
  g_autofree char *id = pd_id_new (pd_now ());

  self->store = g_object_ref (store);
  self->original = rule != NULL ? pd_record_copy (rule) : NULL;
  self->working = rule != NULL ? pd_record_copy (rule) : pd_record_new (&pd_assignment_rule_type, id);
  if (rule == NULL)
    pd_record_set_integer (self->working, PD_ASSIGNMENT_RULE_POSITION, position);
  header = create_header (self);
  pd_layout_fill_dialog (GTK_WINDOW (self), rule != NULL ? _ ("Edit Rule") : _ ("New Rule"), WIDTH, header,
                         create_content (self), self->save);
  gtk_widget_grab_focus (GTK_WIDGET (self->form));
  pd_store_read_async (store, PD_STORE_PRIORITY_IDLE, known_job, g_new0 (Known, 1), known_free, NULL,
                       known_cb, g_object_ref (self));
  return self;
}
