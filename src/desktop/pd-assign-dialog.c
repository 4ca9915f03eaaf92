/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-assign-dialog.h"

#include "desktop/pd-choice-button.h"
#include "desktop/pd-field-text.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-record-form.h"
#include "desktop/pd-save.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-assignment.h"
#include "model/pd-problem.h"
#include "store/pd-store-assignment.h"

#include <glib/gi18n-lib.h>

#define WIDTH 460

/* Asks who does a service order, and why where somebody is assigned already. Whom the rules would choose is said, and
 * everybody who is known can be chosen. */
struct _PdAssignDialog
{
  AdwWindow parent_instance;

  PdStore *store;     /* (owned) (nullable) */
  PdRecord *original; /* (owned) */
  PdRecord *working;  /* (owned) */
  char *chosen;       /* (owned) (nullable) by the rules */

  /* Borrowed */
  PdRecordForm *form;
  GtkWidget *rule;
  GtkWidget *use;
  GtkWidget *choose;
  GtkWidget *trouble;
  GtkWidget *save;
};

G_DEFINE_FINAL_TYPE (PdAssignDialog, pd_assign_dialog, ADW_TYPE_WINDOW)

static void
set_assignee (PdAssignDialog *self, const char *name)
{
  PdFieldEditor *editor = pd_record_form_find (self->form, PD_ORDER_ASSIGNEE);

  pd_field_editor_set_text (editor, name);
  pd_field_editor_store (editor, self->working);
  gtk_widget_grab_focus (GTK_WIDGET (pd_record_form_find (self->form, PD_ORDER_ASSIGNMENT_REASON)));
}

/* --- whom the rules would choose */

typedef struct
{
  PdRecord *order; /* (owned) */
  PdAssignment chosen;
  GStrv people; /* (owned) (nullable) */
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  pd_record_unref (look->order);
  pd_assignment_clear (&look->chosen);
  g_strfreev (look->people);
  g_free (look);
}

static gboolean
look_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *look = data;
  g_autoptr (GPtrArray) rules = pd_store_assignment_rules (session, error);
  g_autoptr (GHashTable) loads = rules != NULL ? pd_store_assignment_loads (session, error) : NULL;

  if (loads == NULL)
    return FALSE;
  pd_assignment_choose (look->order, rules, loads, &look->chosen);
  look->people = pd_store_known_people (session, NULL, error);
  return look->people != NULL;
}

static void
looked_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdAssignDialog) self = user_data;
  gboolean ok = pd_store_read_finish (PD_STORE (store), result, NULL);
  Look *look = pd_store_job_data (result);

  if (!ok || self->store == NULL)
    return;
  pd_layout_say (self->rule, look->chosen.reason);
  self->chosen = g_strdup (look->chosen.assignee);
  gtk_widget_set_visible (self->use,
                          self->chosen != NULL &&
                              g_strcmp0 (self->chosen,
                                         pd_record_get_text (self->original, PD_ORDER_ASSIGNEE)) != 0);
  pd_choice_button_fill (PD_CHOICE_BUTTON (self->choose), (const char *const *) look->people);
}

static void
use_cb (PdAssignDialog *self)
{
  set_assignee (self, self->chosen);
}

/* --- saving */

static void
saved_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdAssignDialog) self = user_data;
  g_autofree char *sentence = pd_save_finish_sentence (PD_STORE (store), result);

  if (self->store == NULL)
    return;
  gtk_widget_set_sensitive (self->save, TRUE);
  if (sentence == NULL)
    gtk_window_close (GTK_WINDOW (self));
  else
    pd_layout_say (self->trouble, sentence);
}

static void
save_cb (PdAssignDialog *self)
{
  GPtrArray *editors = pd_record_form_get_editors (self->form);
  PdFieldEditor *reason = pd_record_form_find (self->form, PD_ORDER_ASSIGNMENT_REASON);
  gboolean lacks;

  for (guint i = 0; i < editors->len; i++)
    pd_field_editor_store (g_ptr_array_index (editors, i), self->working);
  if (pd_record_field_equal (self->original, self->working, PD_ORDER_ASSIGNEE) &&
      !pd_record_has (self->working, PD_ORDER_ASSIGNMENT_REASON))
    {
      /* It stays as it is, with its reason. */
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  lacks = pd_assignment_lacks_reason (self->original, self->working);
  pd_field_editor_set_problem (reason,
                               lacks ? _ ("Somebody is assigned already. Say why it is to be somebody else.")
                                     : NULL,
                               PD_PROBLEM_ERROR);
  pd_layout_say (self->trouble, NULL);
  if (lacks)
    gtk_widget_grab_focus (GTK_WIDGET (reason));
  if (lacks || !gtk_widget_get_sensitive (self->save))
    return;
  gtk_widget_set_sensitive (self->save, FALSE);
  pd_save_async (self->store, self->original, self->working, PD_SAVE_NONE, saved_cb, g_object_ref (self));
}

/* --- the window */

static void
pd_assign_dialog_dispose (GObject *object)
{
  g_clear_object (&PD_ASSIGN_DIALOG (object)->store);

  G_OBJECT_CLASS (pd_assign_dialog_parent_class)->dispose (object);
}

static void
pd_assign_dialog_finalize (GObject *object)
{
  PdAssignDialog *self = PD_ASSIGN_DIALOG (object);

  pd_record_unref (self->original);
  pd_record_unref (self->working);
  g_free (self->chosen);

  G_OBJECT_CLASS (pd_assign_dialog_parent_class)->finalize (object);
}

static void
pd_assign_dialog_class_init (PdAssignDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_assign_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_assign_dialog_finalize;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
pd_assign_dialog_init (PdAssignDialog *self)
{
}

static GtkWidget *
create_header (PdAssignDialog *self)
{
  self->save = gtk_button_new_with_label (C_ ("order", "Assign"));
  g_signal_connect_swapped (self->save, "clicked", G_CALLBACK (save_cb), self);
  return pd_layout_dialog_header (gtk_button_new_with_label (_ ("Cancel")), self->save);
}

static GtkWidget *
create_content (PdAssignDialog *self)
{
  static const signed char fields[] = { PD_ORDER_ASSIGNEE, PD_ORDER_ASSIGNMENT_REASON, -1 };
  g_autofree char *title = pd_title_text (self->original);
  PdPlaceSection section = { title, fields };
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);

  self->form = PD_RECORD_FORM (pd_record_form_new (&pd_order_type, &section));
  pd_record_form_load (self->form, self->working);
  pd_field_editor_set_people (pd_record_form_find (self->form, PD_ORDER_ASSIGNEE), self->store);
  pd_field_editor_set_required (pd_record_form_find (self->form, PD_ORDER_ASSIGNMENT_REASON),
                                pd_record_has (self->original, PD_ORDER_ASSIGNEE));
  self->choose = pd_choice_button_new (_ ("Choose Somebody"));
  gtk_widget_set_halign (self->choose, GTK_ALIGN_START);
  g_signal_connect_swapped (self->choose, "chosen", G_CALLBACK (set_assignee), self);
  self->rule = pd_layout_text (NULL, "dim-label");
  self->use = gtk_button_new_with_label (_ ("Use This"));
  self->trouble = pd_layout_text (NULL, "error");
  gtk_widget_set_hexpand (self->rule, TRUE);
  gtk_widget_set_visible (self->rule, FALSE);
  gtk_widget_set_visible (self->use, FALSE);
  gtk_widget_set_visible (self->trouble, FALSE);
  gtk_widget_set_valign (self->use, GTK_ALIGN_CENTER);
  pd_set_accessible_description (self->use, _ ("Take whom the rules choose"));
  g_signal_connect_swapped (self->use, "clicked", G_CALLBACK (use_cb), self);
  gtk_box_append (GTK_BOX (row), self->rule);
  gtk_box_append (GTK_BOX (row), self->use);
  gtk_box_append (GTK_BOX (content), GTK_WIDGET (self->form));
  gtk_box_append (GTK_BOX (content), self->choose);
  gtk_box_append (GTK_BOX (content), row);
  gtk_box_append (GTK_BOX (content), self->trouble);
  pd_layout_set_margins (content, 18);
  return content;
}

/**
 * pd_assign_dialog_new:
 * @parent: (nullable): the window in front of which it stands
 * @store: the cache
 * @order: a service order as the person sees it
 *
 * Works without a network.
 *
 * Returns: (transfer floating): a dialog that is not shown yet
 */
PdAssignDialog *
pd_assign_dialog_new (GtkWindow *parent, PdStore *store, const PdRecord *order)
{
  PdAssignDialog *self =
      g_object_new (PD_TYPE_ASSIGN_DIALOG, "transient-for", parent, "modal", parent != NULL, NULL);
  GtkWidget *header;
  Look *look = g_new0 (Look, 1);

  self->store = g_object_ref (store);
  self->original = pd_record_copy (order);
  self->working = pd_record_copy (order);
  /* A reason of its own is wanted for whoever comes next. */
  if (pd_record_has (order, PD_ORDER_ASSIGNEE))
    pd_record_clear (self->working, PD_ORDER_ASSIGNMENT_REASON);
  header = create_header (self);
  pd_layout_fill_dialog (GTK_WINDOW (self), _ ("Who Does It"), WIDTH, header, create_content (self),
                         self->save);
  gtk_widget_grab_focus (GTK_WIDGET (self->form));
  look->order = pd_record_copy (order);
  pd_store_read_async (store, PD_STORE_PRIORITY_EDIT, look_job, look, look_free, NULL, looked_cb,
                       g_object_ref (self));
  return self;
}
