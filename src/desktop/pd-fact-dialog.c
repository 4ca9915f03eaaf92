/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-fact-dialog.h"

#include "desktop/pd-clash-note.h"
#include "desktop/pd-fact-kind.h"
#include "desktop/pd-fact-start.h"
#include "desktop/pd-field-text.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-record-form.h"
#include "desktop/pd-save.h"
#include "model/pd-order.h"
#include "model/pd-order-needs.h"
#include "model/pd-problem.h"

#include <glib/gi18n-lib.h>

#define WIDTH 480
#define COLUMNS 2

/* Asks for one row of what happens to an order: a payment, a parcel, a visit. Which fields it has says the list's table. */
struct _PdFactDialog
{
  AdwWindow parent_instance;

  PdStore *store;     /* (owned) (nullable) */
  PdRecord *original; /* (owned) the order as it was when the dialog came */
  char *fact_id;      /* (owned) of the row */
  PdRecord *working;  /* (owned) the order with the row */
  PdOrderList list;
  gboolean is_new;

  /* Borrowed */
  PdRecordForm *form;
  GtkWidget *pack;      /* of a new parcel: whether all goes in that is not packed yet */
  PdClashNote *clashes; /* (nullable) of a visit: where else its person is */
  GtkWidget *trouble;
  GtkWidget *save;
  GtkWidget *remove;
};

G_DEFINE_FINAL_TYPE (PdFactDialog, pd_fact_dialog, ADW_TYPE_WINDOW)

static PdRecord *
find_fact (PdFactDialog *self)
{
  return pd_record_find_line (self->working, self->list, self->fact_id);
}

static void
set_busy (PdFactDialog *self, gboolean busy)
{
  gtk_widget_set_sensitive (self->save, !busy);
  gtk_widget_set_sensitive (self->remove, !busy);
}

static void
saved_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdFactDialog) self = user_data;
  g_autofree char *sentence = pd_save_finish_sentence (PD_STORE (store), result);

  if (self->store == NULL)
    return;
  if (sentence == NULL)
    {
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  pd_layout_say (self->trouble, sentence);
  set_busy (self, FALSE);
}

static void
start_saving (PdFactDialog *self, const PdRecord *wanted)
{
  set_busy (self, TRUE);
  pd_layout_say (self->trouble, NULL);
  pd_save_async (self->store, self->original, wanted, PD_SAVE_NONE, saved_cb, g_object_ref (self));
}

/* Takes what was typed into the row. FALSE: something is no value of its field, which says so. */
static gboolean
read_form (PdFactDialog *self, PdRecord *fact)
{
  GPtrArray *editors = pd_record_form_get_editors (self->form);
  PdFieldEditor *wrong = NULL;

  for (guint i = 0; i < editors->len; i++)
    {
      PdFieldEditor *editor = g_ptr_array_index (editors, i);
      gboolean ok = pd_field_editor_store (editor, fact);

      pd_field_editor_set_problem (editor, ok ? NULL : pd_field_editor_get_error (editor), PD_PROBLEM_ERROR);
      if (!ok && wrong == NULL)
        wrong = editor;
    }
  if (wrong != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (wrong));
  return wrong == NULL;
}

/* Says what the tables find wrong with the row, beside its field. What is wrong with the rest of the order is said when
 * it is saved. */
static gboolean
show_problems (PdFactDialog *self, PdRecord *fact)
{
  g_autoptr (GPtrArray) problems = pd_record_check (self->working, PD_REQUIRED_TO_SAVE);
  PdFieldEditor *wrong = NULL;
  gboolean ok = TRUE;

  for (guint i = 0; i < problems->len; i++)
    {
      const PdProblem *problem = g_ptr_array_index (problems, i);
      PdFieldEditor *editor;

      if (problem->weight != PD_PROBLEM_ERROR || g_strcmp0 (problem->line_id, pd_record_get_id (fact)) != 0)
        continue;
      ok = FALSE;
      editor = problem->field >= 0 ? pd_record_form_find (self->form, (guint) problem->field) : NULL;
      if (editor == NULL)
        pd_layout_say (self->trouble, problem->message);
      else
        pd_field_editor_set_problem (editor, problem->message, PD_PROBLEM_ERROR);
      if (wrong == NULL)
        wrong = editor;
    }
  if (wrong != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (wrong));
  return ok;
}

static void
save_cb (PdFactDialog *self)
{
  PdRecord *fact = find_fact (self);
  g_autoptr (PdRecord) wanted = NULL;
  g_autofree char *exchange = NULL;

  if (!gtk_widget_get_sensitive (self->save) || !read_form (self, fact) || !show_problems (self, fact))
    return;
  exchange = pd_order_exchange_obstacle (self->original, self->working);
  if (exchange != NULL)
    {
      pd_layout_say (self->trouble, exchange);
      return;
    }
  wanted = pd_record_copy (self->working);
  if (self->pack != NULL && gtk_check_button_get_active (GTK_CHECK_BUTTON (self->pack)))
    pd_fact_pack_rest (wanted, fact, pd_now ());
  pd_record_derive (wanted);
  start_saving (self, wanted);
}

static void
remove_cb (PdFactDialog *self)
{
  g_autoptr (PdRecord) wanted = pd_record_copy (self->original);

  pd_fact_remove (wanted, self->list, self->fact_id);
  pd_record_derive (wanted);
  start_saving (self, wanted);
}

/* What is typed of a visit, as far as it is to be understood yet. */
static void
edited_cb (PdFactDialog *self)
{
  GPtrArray *editors = pd_record_form_get_editors (self->form);
  g_autoptr (PdRecord) typed = pd_record_copy (find_fact (self));

  for (guint i = 0; i < editors->len; i++)
    pd_field_editor_store (editors->pdata[i], typed);
  pd_clash_note_show (self->clashes, typed);
}

/* --- the window */

static void
pd_fact_dialog_dispose (GObject *object)
{
  g_clear_object (&PD_FACT_DIALOG (object)->store);

  G_OBJECT_CLASS (pd_fact_dialog_parent_class)->dispose (object);
}

static void
pd_fact_dialog_finalize (GObject *object)
{
  PdFactDialog *self = PD_FACT_DIALOG (object);

  pd_record_unref (self->original);
  pd_record_unref (self->working);
  g_free (self->fact_id);

  G_OBJECT_CLASS (pd_fact_dialog_parent_class)->finalize (object);
}

static void
pd_fact_dialog_class_init (PdFactDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_fact_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_fact_dialog_finalize;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
pd_fact_dialog_init (PdFactDialog *self)
{
}

static GtkWidget *
create_header (PdFactDialog *self)
{
  self->save = gtk_button_new_with_label (_ ("Save"));
  g_signal_connect_swapped (self->save, "clicked", G_CALLBACK (save_cb), self);
  return pd_layout_dialog_header (gtk_button_new_with_label (_ ("Cancel")), self->save);
}

static void
prepare_editor (PdFactDialog *self, PdFieldEditor *editor)
{
  const PdRecordType *type = pd_order_type.lists[self->list];
  guint field = pd_field_editor_get_field (editor);
  GPtrArray *records;
  g_autoptr (GPtrArray) names = NULL;

  pd_field_editor_set_required (editor, type->fields[field].required == PD_REQUIRED_TO_SAVE);
  if (type->fields[field].kind == PD_KIND_TIME)
    pd_field_editor_set_placeholder (editor, "2026-11-20 14:00");
  g_signal_connect_swapped (editor, "entered", G_CALLBACK (save_cb), self);
  pd_field_editor_set_people (editor, self->store);
  if (type->fields[field].kind != PD_KIND_REFERENCE)
    return;
  names = g_ptr_array_new_with_free_func (g_free);
  records = pd_fact_reference_records (self->original, type, field);
  for (guint i = 0; i < records->len; i++)
    g_ptr_array_add (names, pd_fact_reference_name (g_ptr_array_index (records, i)));
  pd_field_editor_set_references (editor, records, names);
}

static GtkWidget *
create_content (PdFactDialog *self)
{
  const PdRecordType *type = pd_order_type.lists[self->list];
  PdPlaceSection section = { type->label, pd_fact_kind_find (self->list)->form };
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GPtrArray *editors;

  self->form = PD_RECORD_FORM (pd_record_form_new (type, &section));
  pd_record_form_set_columns (self->form, COLUMNS);
  editors = pd_record_form_get_editors (self->form);
  for (guint i = 0; i < editors->len; i++)
    prepare_editor (self, g_ptr_array_index (editors, i));
  pd_record_form_load (self->form, find_fact (self));
  self->trouble = pd_layout_text (NULL, "error");
  gtk_widget_set_visible (self->trouble, FALSE);
  self->remove = gtk_button_new_with_label (_ ("Remove"));
  gtk_widget_set_halign (self->remove, GTK_ALIGN_START);
  gtk_widget_add_css_class (self->remove, "destructive-action");
  gtk_widget_set_visible (self->remove, !self->is_new && !type->is_ledger);
  g_signal_connect_swapped (self->remove, "clicked", G_CALLBACK (remove_cb), self);
  gtk_box_append (GTK_BOX (content), GTK_WIDGET (self->form));
  if (self->is_new && self->list == PD_ORDER_LIST_PARCELS && pd_fact_has_unpacked (self->original))
    {
      self->pack = gtk_check_button_new_with_label (_ ("Put in all that is not packed yet"));
      gtk_check_button_set_active (GTK_CHECK_BUTTON (self->pack), TRUE);
      gtk_box_append (GTK_BOX (content), self->pack);
    }
  if (self->list == PD_ORDER_LIST_VISITS)
    {
      self->clashes = PD_CLASH_NOTE (pd_clash_note_new (self->store));
      for (guint i = 0; i < editors->len; i++)
        g_signal_connect_object (editors->pdata[i], "edited", G_CALLBACK (edited_cb), self,
                                 G_CONNECT_SWAPPED);
      gtk_box_prepend (GTK_BOX (content), GTK_WIDGET (self->clashes));
      edited_cb (self);
    }
  gtk_box_append (GTK_BOX (content), self->trouble);
  gtk_box_append (GTK_BOX (content), self->remove);
  pd_layout_set_margins (content, 18);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), content);
  gtk_widget_set_vexpand (scroller, TRUE);
  return scroller;
}

/**
 * pd_fact_dialog_new:
 * @parent: (nullable): the window in front of which it stands
 * @store: the cache
 * @order: an order as the person sees it
 * @list: one of its lists that pd_fact_kind_find() knows
 * @fact_id: (nullable): the row that is to be changed; %NULL for a new one, in which what is likely is filled in
 *
 * What is saved is this row alone, upon the order as it is then: what others changed meanwhile stays. Works without a
 * network.
 *
 * Returns: (transfer floating): a dialog that is not shown yet
 */
PdFactDialog *
pd_fact_dialog_new (GtkWindow *parent,
                    PdStore *store,
                    const PdRecord *order,
                    PdOrderList list,
                    const char *fact_id)
{
  PdFactDialog *self =
      g_object_new (PD_TYPE_FACT_DIALOG, "transient-for", parent, "modal", parent != NULL, NULL);
  GtkWidget *header;
  g_autofree char *title = pd_record_name_text (&pd_order_type, pd_record_get_title (order));
  g_autofree char *today = pd_today ();

  self->store = g_object_ref (store);
  self->original = pd_record_copy (order);
  self->working = pd_record_copy (order);
  self->list = list;
  self->is_new = fact_id == NULL;
  if (fact_id == NULL)
    fact_id = pd_record_get_id (pd_fact_start (self->working, list, today, pd_now ()));
  self->fact_id = g_strdup (fact_id);
  header = create_header (self);
  pd_layout_fill_dialog (GTK_WINDOW (self), title, WIDTH, header, create_content (self), self->save);
  gtk_widget_grab_focus (GTK_WIDGET (self->form));
  return self;
}
