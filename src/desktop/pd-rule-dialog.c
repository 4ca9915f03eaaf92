/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-rule-dialog.h"

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
#define CHOICES_HEIGHT 280

/* Asks for one rule of assignment. What the orders of this computer have can be chosen instead of typed. */
struct _PdRuleDialog
{
  AdwWindow parent_instance;

  PdStore *store;     /* (owned) (nullable) */
  PdRecord *original; /* (owned) (nullable) NULL for a new one */
  PdRecord *working;  /* (owned) what is typed */

  /* Borrowed */
  PdRecordForm *form;
  GtkWidget *regions; /* a list of what there is to choose from */
  GtkWidget *assignees;
  GtkWidget *choosing; /* a box with the buttons for both; not seen while there is nothing */
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
  known->assignees =
      known->regions != NULL ? pd_store_assignment_known (session, PD_ORDER_ASSIGNEE, error) : NULL;
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
chosen_cb (GtkListBox *list, GtkListBoxRow *row, PdRuleDialog *self)
{
  const char *text = gtk_label_get_text (GTK_LABEL (gtk_list_box_row_get_child (row)));
  GtkWidget *popover = gtk_widget_get_ancestor (GTK_WIDGET (list), GTK_TYPE_POPOVER);
  g_autofree char *before = NULL;
  g_autofree char *both = NULL;

  gtk_popover_popdown (GTK_POPOVER (popover));
  if (GTK_WIDGET (list) == self->regions)
    {
      set_field (self, PD_ASSIGNMENT_RULE_REGION, text);
      return;
    }
  before = pd_field_editor_get_text (pd_record_form_find (self->form, PD_ASSIGNMENT_RULE_ASSIGNEES));
  g_strstrip (before);
  both = *before != '\0' ? g_strdup_printf ("%s, %s", before, text) : g_strdup (text);
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

/* A rule is for a district, or for the whole city or province around it. */
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
  return all;
}

static void
fill_list (GtkWidget *list, char **values, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      GtkWidget *label = gtk_label_new (values[i]);

      gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
      gtk_list_box_append (GTK_LIST_BOX (list), label);
    }
  gtk_widget_set_visible (g_object_get_data (G_OBJECT (list), "button"), n > 0);
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
  fill_list (self->regions, (char **) regions->pdata, regions->len);
  fill_list (self->assignees, known->assignees, g_strv_length (known->assignees));
}

static GtkWidget *
create_choice (PdRuleDialog *self, GtkWidget *box, const char *title)
{
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "suggestions");
  pd_set_accessible_label (list, title);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), CHOICES_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), list);
  gtk_popover_set_child (GTK_POPOVER (popover), scroller);
  gtk_menu_button_set_label (GTK_MENU_BUTTON (button), title);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  gtk_widget_set_visible (button, FALSE);
  g_object_set_data (G_OBJECT (list), "button", button);
  g_signal_connect_object (list, "row-activated", G_CALLBACK (chosen_cb), self, 0);
  gtk_box_append (GTK_BOX (box), button);
  return list;
}

/* --- saving */

static void
saved_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdRuleDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *about = NULL;
  g_autofree char *sentence = NULL;
  PdSaveQuestion question;
  gboolean ok = pd_save_finish (PD_STORE (store), result, &question, &about, &error);

  if (self->store == NULL)
    return;
  gtk_widget_set_sensitive (self->save, TRUE);
  if (ok && question == PD_SAVE_QUESTION_NONE)
    {
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  if (!ok)
    sentence = g_strdup (error->message);
  else
    /* Translators: the names of fields */
    sentence = g_strdup_printf (
        _ ("Somebody else has changed this meanwhile: %s. Close this, look at it, and enter it again."),
        about);
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
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *cancel = gtk_button_new_with_label (_ ("Cancel"));

  self->save = gtk_button_new_with_label (_ ("Save"));
  gtk_widget_add_css_class (self->save, "suggested-action");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (cancel), "window.close");
  g_signal_connect_swapped (self->save, "clicked", G_CALLBACK (save_cb), self);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), self->save);
  return header;
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
    }
  pd_record_form_load (self->form, self->working);
  self->choosing = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  self->regions = create_choice (self, self->choosing, _ ("Choose a Region"));
  self->assignees = create_choice (self, self->choosing, _ ("Add Somebody"));
  self->trouble = pd_layout_text (NULL, "error");
  gtk_widget_set_visible (self->trouble, FALSE);
  gtk_box_append (GTK_BOX (content), GTK_WIDGET (self->form));
  gtk_box_append (GTK_BOX (content), self->choosing);
  gtk_box_append (
      GTK_BOX (content),
      pd_layout_text (_ ("What stays empty fits all orders. Of those whom the rule names, the one with the "
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
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *id = pd_id_new (pd_now ());

  self->store = g_object_ref (store);
  self->original = rule != NULL ? pd_record_copy (rule) : NULL;
  self->working = rule != NULL ? pd_record_copy (rule) : pd_record_new (&pd_assignment_rule_type, id);
  if (rule == NULL)
    pd_record_set_integer (self->working, PD_ASSIGNMENT_RULE_POSITION, position);
  gtk_box_append (GTK_BOX (box), create_header (self));
  gtk_box_append (GTK_BOX (box), create_content (self));
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_title (GTK_WINDOW (self), rule != NULL ? _ ("Edit Rule") : _ ("New Rule"));
  gtk_window_set_default_size (GTK_WINDOW (self), WIDTH, -1);
  gtk_window_set_default_widget (GTK_WINDOW (self), self->save);
  gtk_widget_grab_focus (GTK_WIDGET (self->form));
  pd_store_read_async (store, PD_STORE_PRIORITY_IDLE, known_job, g_new0 (Known, 1), known_free, NULL,
                       known_cb, g_object_ref (self));
  return self;
}
