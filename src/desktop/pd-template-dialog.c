/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-template-dialog.h"

#include "desktop/pd-field-text.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-record-form.h"
#include "desktop/pd-save.h"
#include "model/pd-id.h"
#include "model/pd-order.h"
#include "model/pd-problem.h"
#include "store/pd-store-templates.h"
#include "wire/pd-wire-template.h"

#include <glib/gi18n-lib.h>

#define WIDTH 480

/* Asks what a template is called and when the platform makes orders of it. */
struct _PdTemplateDialog
{
  AdwWindow parent_instance;

  PdStore *store;     /* (owned) (nullable) */
  PdRecord *original; /* (owned) (nullable) NULL for a new one */
  PdRecord *working;  /* (owned) what is typed */
  GPtrArray *known;   /* (owned) (nullable) of PdRecord: the templates that there are */

  /* Borrowed */
  PdRecordForm *form;
  GtkWidget *trouble;
  GtkWidget *save;
};

enum
{
  SIGNAL_SAVED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PdTemplateDialog, pd_template_dialog, ADW_TYPE_WINDOW)

/**
 * pd_template_summary:
 * @order: an order of a template
 *
 * Returns: (transfer full): in a few words what orders of the template say
 */
char *
pd_template_summary (const PdRecord *order)
{
  GPtrArray *lines = pd_record_get_lines (order);
  const char *first =
      lines->len > 0 ? pd_record_get_text (g_ptr_array_index (lines, 0), PD_ORDER_LINE_NAME) : NULL;
  g_autofree char *total = pd_field_text (order, PD_ORDER_GROSS_AMOUNT);
  g_autofree char *goods = NULL;

  if (lines->len > 1)
    /* Translators: 1: the good of an order's first line, 2: how many lines follow */
    goods = g_strdup_printf (ngettext ("%1$s and %2$u more", "%1$s and %2$u more", lines->len - 1), first,
                             lines->len - 1);
  return g_strjoin (" · ", pd_record_get_text (order, PD_ORDER_BUYER_NAME), goods != NULL ? goods : first,
                    total, NULL);
}

static gboolean
known_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  GPtrArray **known = data;

  *known = pd_store_order_templates (session, cancellable, error);
  return *known != NULL;
}

static void
known_free (gpointer data)
{
  GPtrArray **known = data;

  g_clear_pointer (known, g_ptr_array_unref);
  g_free (known);
}

static void
known_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdTemplateDialog) self = user_data;
  gboolean ok = pd_store_read_finish (PD_STORE (store), result, NULL);
  GPtrArray **known = pd_store_job_data (result);

  if (ok && self->store != NULL)
    self->known = g_ptr_array_ref (*known);
}

/* --- saving */

static void
saved_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdTemplateDialog) self = user_data;
  g_autofree char *sentence = pd_save_finish_sentence (PD_STORE (store), result);

  if (self->store == NULL)
    return;
  gtk_widget_set_sensitive (self->save, TRUE);
  if (sentence != NULL)
    {
      pd_layout_say (self->trouble, sentence);
      return;
    }
  g_signal_emit (self, signals[SIGNAL_SAVED], 0, pd_record_get_title (self->working));
  gtk_window_close (GTK_WINDOW (self));
}

static void
save (PdTemplateDialog *self)
{
  gtk_widget_set_sensitive (self->save, FALSE);
  pd_save_async (self->store, self->original, self->working, PD_SAVE_NONE, saved_cb, g_object_ref (self));
}

/* Without a period the dates mean nothing; they would begin to count unseen when one is chosen later. */
static void
drop_dates (PdRecord *order_template)
{
  static const guint dates[] = { PD_ORDER_TEMPLATE_INTERVAL, PD_ORDER_TEMPLATE_START_DATE,
                                 PD_ORDER_TEMPLATE_UNTIL_DATE };

  for (guint i = 0; i < G_N_ELEMENTS (dates); i++)
    pd_record_clear (order_template, dates[i]);
}

/* What is wrong beside the form's own fields: a first date that is over. */
static void
check_start (PdTemplateDialog *self, GPtrArray *problems)
{
  g_autofree char *today = pd_today ();
  g_autofree char *obstacle = pd_order_template_obstacle (self->original, self->working, today);

  if (obstacle != NULL)
    pd_problem_add (problems, self->working, FALSE, PD_ORDER_TEMPLATE_START_DATE, PD_PROBLEM_ERROR, "%s",
                    obstacle);
}

/* Takes what was typed, and says beside the fields what is wrong. */
static gboolean
read_form (PdTemplateDialog *self)
{
  GPtrArray *editors = pd_record_form_get_editors (self->form);
  g_autoptr (GPtrArray) problems = NULL;
  const PdProblem *content;
  PdFieldEditor *wrong = NULL;

  for (guint i = 0; i < editors->len; i++)
    pd_field_editor_store (g_ptr_array_index (editors, i), self->working);
  if (!pd_record_has (self->working, PD_ORDER_TEMPLATE_EVERY))
    drop_dates (self->working);
  problems = pd_record_check (self->working, PD_REQUIRED_TO_SAVE);
  check_start (self, problems);
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
  content = pd_problems_find (problems, NULL, PD_ORDER_TEMPLATE_CONTENT);
  pd_layout_say (self->trouble, content != NULL ? content->message : NULL);
  return wrong == NULL && content == NULL;
}

/* (nullable): another one that is called the same */
static const PdRecord *
find_same_name (PdTemplateDialog *self)
{
  for (guint i = 0; self->original == NULL && self->known != NULL && i < self->known->len; i++)
    if (g_strcmp0 (pd_record_get_title (g_ptr_array_index (self->known, i)),
                   pd_record_get_title (self->working)) == 0)
      return g_ptr_array_index (self->known, i);
  return NULL;
}

/* The content is this order's from now on; dates that nobody gave now stay as they are. */
static void
replace (PdTemplateDialog *self, const PdRecord *other)
{
  PdRecord *replaced = pd_record_copy (other);
  static const guint dates[] = { PD_ORDER_TEMPLATE_EVERY, PD_ORDER_TEMPLATE_INTERVAL,
                                 PD_ORDER_TEMPLATE_START_DATE, PD_ORDER_TEMPLATE_UNTIL_DATE };

  pd_record_copy_field (replaced, self->working, PD_ORDER_TEMPLATE_CONTENT);
  for (guint i = 0; pd_record_has (self->working, PD_ORDER_TEMPLATE_EVERY) && i < G_N_ELEMENTS (dates); i++)
    pd_record_copy_field (replaced, self->working, dates[i]);
  self->original = pd_record_copy (other);
  pd_record_unref (self->working);
  self->working = replaced;
  save (self);
}

static void
answered_cb (AdwMessageDialog *dialog, const char *response, PdTemplateDialog *self)
{
  const PdRecord *other = self->store != NULL ? find_same_name (self) : NULL;

  if (g_str_equal (response, "replace") && other != NULL)
    replace (self, other);
  else if (g_str_equal (response, "both") && self->store != NULL)
    save (self);
}

static void
ask_about_name (PdTemplateDialog *self)
{
  GtkWidget *dialog = adw_message_dialog_new (
      GTK_WINDOW (self), NULL,
      _ ("Its content becomes that of this order. Orders that were made of it stay as they are."));

  adw_message_dialog_format_heading (ADW_MESSAGE_DIALOG (dialog), _ ("Replace the Template “%s”?"),
                                     pd_record_get_title (self->working));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "back", _ ("Cancel"), "both",
                                    _ ("Keep Both"), "replace", _ ("Replace"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "replace", ADW_RESPONSE_SUGGESTED);
  g_signal_connect_object (dialog, "response", G_CALLBACK (answered_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
save_cb (PdTemplateDialog *self)
{
  pd_layout_say (self->trouble, NULL);
  if (!gtk_widget_get_sensitive (self->save) || !read_form (self))
    return;
  if (find_same_name (self) != NULL)
    ask_about_name (self);
  else
    save (self);
}

/* --- the window */

static void
pd_template_dialog_dispose (GObject *object)
{
  g_clear_object (&PD_TEMPLATE_DIALOG (object)->store);

  G_OBJECT_CLASS (pd_template_dialog_parent_class)->dispose (object);
}

static void
pd_template_dialog_finalize (GObject *object)
{
  PdTemplateDialog *self = PD_TEMPLATE_DIALOG (object);

  g_clear_pointer (&self->original, pd_record_unref);
  g_clear_pointer (&self->known, g_ptr_array_unref);
  pd_record_unref (self->working);

  G_OBJECT_CLASS (pd_template_dialog_parent_class)->finalize (object);
}

static void
pd_template_dialog_class_init (PdTemplateDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_template_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_template_dialog_finalize;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);

  /**
   * PdTemplateDialog::saved:
   * @name: what the template is called
   */
  signals[SIGNAL_SAVED] = g_signal_new ("saved", PD_TYPE_TEMPLATE_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
pd_template_dialog_init (PdTemplateDialog *self)
{
}

static GtkWidget *
create_header (PdTemplateDialog *self)
{
  self->save = gtk_button_new_with_label (_ ("Save"));
  g_signal_connect_swapped (self->save, "clicked", G_CALLBACK (save_cb), self);
  return pd_layout_dialog_header (gtk_button_new_with_label (_ ("Cancel")), self->save);
}

static void
create_form (PdTemplateDialog *self)
{
  static const signed char all_fields[] = { PD_ORDER_TEMPLATE_NAME,
                                            PD_ORDER_TEMPLATE_EVERY,
                                            PD_ORDER_TEMPLATE_INTERVAL,
                                            PD_ORDER_TEMPLATE_START_DATE,
                                            PD_ORDER_TEMPLATE_UNTIL_DATE,
                                            PD_ORDER_TEMPLATE_PAUSED,
                                            -1 };
  static const signed char new_fields[] = { PD_ORDER_TEMPLATE_NAME,       PD_ORDER_TEMPLATE_EVERY,
                                            PD_ORDER_TEMPLATE_INTERVAL,   PD_ORDER_TEMPLATE_START_DATE,
                                            PD_ORDER_TEMPLATE_UNTIL_DATE, -1 };
  PdPlaceSection section = { pd_order_template_type.label, self->original != NULL ? all_fields : new_fields };
  GPtrArray *editors;

  self->form = PD_RECORD_FORM (pd_record_form_new (&pd_order_template_type, &section));
  pd_record_form_set_columns (self->form, 2);
  editors = pd_record_form_get_editors (self->form);
  for (guint i = 0; i < editors->len; i++)
    {
      PdFieldEditor *editor = g_ptr_array_index (editors, i);

      pd_field_editor_set_required (editor, pd_field_editor_get_field (editor) == PD_ORDER_TEMPLATE_NAME);
      g_signal_connect_swapped (editor, "entered", G_CALLBACK (save_cb), self);
    }
  pd_field_editor_set_placeholder (pd_record_form_find (self->form, PD_ORDER_TEMPLATE_INTERVAL), "1");
  pd_record_form_load (self->form, self->working);
}

/* @order: (nullable): what the template holds */
static GtkWidget *
create_content (PdTemplateDialog *self, const PdRecord *order)
{
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  g_autofree char *summary = order != NULL ? pd_template_summary (order) : NULL;

  create_form (self);
  self->trouble = pd_layout_text (NULL, "error");
  gtk_widget_set_visible (self->trouble, FALSE);
  if (summary != NULL)
    gtk_box_append (GTK_BOX (content), pd_layout_text (summary, NULL));
  gtk_box_append (GTK_BOX (content), GTK_WIDGET (self->form));
  gtk_box_append (
      GTK_BOX (content),
      pd_layout_text (_ ("A template that repeats becomes a draft on each of its dates, also while "
                         "this computer is off. From the 29th, 30th or 31st on, shorter months have "
                         "it on their last day."),
                      "dim-label"));
  gtk_box_append (GTK_BOX (content), self->trouble);
  pd_layout_set_margins (content, 18);
  return content;
}

/* Mostly it is one buyer's order that comes again. */
static PdRecord *
create_template (const PdRecord *order)
{
  g_autofree char *id = pd_id_new (pd_now ());
  const char *buyer = pd_record_get_text (order, PD_ORDER_BUYER_NAME);
  g_autofree char *name =
      g_utf8_substring (buyer != NULL ? buyer : "", 0,
                        MIN (g_utf8_strlen (buyer != NULL ? buyer : "", -1),
                             (glong) pd_order_template_type.fields[PD_ORDER_TEMPLATE_NAME].limit));
  PdRecord *order_template = pd_record_new (&pd_order_template_type, id);

  pd_record_set_text (order_template, PD_ORDER_TEMPLATE_NAME, name);
  pd_wire_template_take_order (order_template, order);
  return order_template;
}

/**
 * pd_template_dialog_new:
 * @parent: (nullable): the window in front of which it stands
 * @store: the cache
 * @order_template: (nullable): the template that is to be changed; %NULL for a new one
 * @order: (nullable): what the template holds; of a new one, the order whose content it takes
 *
 * Returns: (transfer floating): a dialog that is not shown yet
 */
PdTemplateDialog *
pd_template_dialog_new (GtkWindow *parent,
                        PdStore *store,
                        const PdRecord *order_template,
                        const PdRecord *order)
{
  PdTemplateDialog *self =
      g_object_new (PD_TYPE_TEMPLATE_DIALOG, "transient-for", parent, "modal", parent != NULL, NULL);
  gboolean is_new = order_template == NULL;
  GtkWidget *header;

  self->store = g_object_ref (store);
  self->original = is_new ? NULL : pd_record_copy (order_template);
  self->working = is_new ? create_template (order) : pd_record_copy (order_template);
  header = create_header (self);
  pd_layout_fill_dialog (GTK_WINDOW (self), is_new ? _ ("Save as Template") : _ ("Edit Template"), WIDTH,
                         header, create_content (self, order), self->save);
  gtk_widget_grab_focus (GTK_WIDGET (self->form));
  if (is_new)
    pd_store_read_async (store, PD_STORE_PRIORITY_EDIT, known_job, g_new0 (GPtrArray *, 1), known_free, NULL,
                         known_cb, g_object_ref (self));
  return self;
}
