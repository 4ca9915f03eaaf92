/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-invoice-progress.h"

#include "desktop/pd-field-text.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-tooltip.h"
#include "desktop/pd-wrap-box.h"
#include "model/pd-duration.h"
#include "model/pd-invoice-next.h"
#include "model/pd-invoice.h"
#include "model/pd-workflow.h"

#include <glib/gi18n-lib.h>

/* Commands of an invoice's state, and what else helps there. */
static const struct
{
  const char *command; /* (nullable) of the workflow; NULL: see is_offered() */
  const char *state;   /* (nullable) for NULL commands */
  const char *label;
  const char *action;
} offers[] = {
  { NULL, PD_INVOICE_STATE_WAITING, N_ ("Sign In…"), "win.bureau-sign-in" },
  { "try_now", NULL, N_ ("Try Now"), "win.try-now" },
  { "declare_issued", NULL, N_ ("It Was Issued…"), "win.declare-issued" },
  { "declare_not_issued", NULL, N_ ("It Was Not Issued…"), "win.declare-not-issued" },
  { "take_back", NULL, N_ ("Take Back…"), "win.take-back" },
  { NULL, PD_INVOICE_STATE_FAILED, N_ ("Correct Order"), "win.correct-order" },
};

/* The files that the bureau gives with an invoice. */
static const struct
{
  guint field;
  const char *name;
  const char *ending;
} files[] = { { PD_INVOICE_PDF_HASH, "PDF", "pdf" },
              { PD_INVOICE_OFD_HASH, "OFD", "ofd" },
              { PD_INVOICE_XML_HASH, "XML", "xml" } };

struct _PdInvoiceProgress
{
  GtkWidget parent_instance;

  GtkWidget *next_box;
  GtkWidget *next;
  GtkWidget *when;
  GtkWidget *buttons;
  GtkWidget *offers[G_N_ELEMENTS (offers)];
  GtkWidget *steps_box;
  GtkWidget *steps; /* a grid */
  GtkWidget *files_box;
  GtkWidget *file_rows[G_N_ELEMENTS (files)];
};

G_DEFINE_FINAL_TYPE (PdInvoiceProgress, pd_invoice_progress, GTK_TYPE_WIDGET)

/* --- what happens next */

static gboolean
is_offered (guint i, const PdRecord *invoice, const char *pending_command)
{
  const char *state = pd_record_get_state (invoice);

  if (offers[i].command == NULL)
    return g_strcmp0 (state, offers[i].state) == 0;
  return pending_command == NULL && pd_workflow_find (&pd_invoice_type, offers[i].command, state) != NULL;
}

/* When something is to be expected: by the history, or the platform's next try. */
static char *
when_text (const PdRecord *invoice, PdInvoiceTimes *times)
{
  gint64 now = pd_now (), next_at = pd_record_get_integer (invoice, PD_INVOICE_NEXT_AT);
  gint64 expected = times != NULL ? pd_invoice_times_expect (times, invoice, now) : 0;
  g_autofree char *expected_time = expected > now ? pd_time_text (expected) : NULL;
  g_autofree char *next_time = next_at > now ? pd_time_text (next_at) : NULL;

  if (expected_time != NULL && next_time != NULL)
    return g_strdup_printf (_ ("Expected about %1$s. Next try: %2$s."), expected_time, next_time);
  if (expected_time != NULL)
    return g_strdup_printf (_ ("Expected about %s."), expected_time);
  return next_time != NULL ? g_strdup_printf (_ ("Next try: %s."), next_time) : NULL;
}

static void
show_next (PdInvoiceProgress *self,
           const PdRecord *invoice,
           PdInvoiceTimes *times,
           const char *pending_command)
{
  const char *next = pd_invoice_next_sentence (invoice);
  g_autofree char *when = when_text (invoice, times);
  gboolean any = FALSE;

  gtk_label_set_text (GTK_LABEL (self->next), next != NULL ? next : "");
  gtk_widget_set_visible (self->next_box, next != NULL);
  gtk_label_set_text (GTK_LABEL (self->when), when != NULL ? when : "");
  gtk_widget_set_visible (self->when, when != NULL);
  for (guint i = 0; i < G_N_ELEMENTS (offers); i++)
    {
      gboolean offered = is_offered (i, invoice, pending_command);

      /* What was sent is asked for, and never sent again: the button says so. */
      if (g_strcmp0 (offers[i].command, "try_now") == 0)
        gtk_button_set_label (GTK_BUTTON (self->offers[i]),
                              pd_invoice_is_asked_for (invoice) ? _ ("Ask Now") : _ (offers[i].label));
      gtk_widget_set_visible (self->offers[i], offered);
      any = any || offered;
    }
  gtk_widget_set_visible (self->buttons, any);
}

/* --- the timeline */

/* "+ 3 s", or why that is remarkable. */
static char *
took_text (const PdInvoiceStep *step)
{
  g_autofree char *took = step->took >= 0 ? pd_duration_text (step->took) : NULL;

  if (took == NULL)
    return g_strdup ("");
  /* Translators: how long a stage took */
  return step->slow ? g_strdup_printf (_ ("after %s, slower than usual"), took)
                    : g_strdup_printf (_ ("after %s"), took);
}

static char *
said_text (const PdInvoiceStep *step)
{
  const char *text = pd_reason_text (step->text);

  if (text != NULL && step->code != NULL)
    /* Translators: 1: what the tax bureau said, 2: its code for it */
    return g_strdup_printf (_ ("%1$s (code %2$s)"), text, step->code);
  if (step->code != NULL)
    return g_strdup_printf (_ ("Code %s"), step->code);
  return g_strdup (text);
}

static void
append_text (GtkWidget *box, const char *text, const char *style)
{
  if (text != NULL && *text != '\0')
    gtk_box_append (GTK_BOX (box), pd_layout_text (text, style));
}

static GtkWidget *
step_row (const PdInvoiceStep *step)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  const char *stage = _ (pd_choice_label (pd_invoice_stage_choices, step->stage));
  g_autofree char *head = step->by != NULL ? g_strdup_printf ("%s · %s", stage, step->by) : g_strdup (stage);
  g_autofree char *time = pd_time_text (step->at);
  g_autofree char *took = took_text (step);
  g_autofree char *facts = *took != '\0' ? g_strdup_printf ("%s · %s", time, took) : g_strdup (time);
  g_autofree char *said = said_text (step);
  g_autofree char *standing = step->standing >= 0 ? pd_duration_text (step->standing) : NULL;
  g_autofree char *standing_text = NULL;

  if (standing != NULL)
    standing_text = step->late ? g_strdup_printf (_ ("For %s until now, longer than usual"), standing)
                               : g_strdup_printf (_ ("For %s until now"), standing);
  append_text (box, head, NULL);
  append_text (box, facts, step->slow ? "warning" : "dim-label");
  gtk_widget_add_css_class (gtk_widget_get_last_child (box), "caption");
  gtk_widget_add_css_class (gtk_widget_get_last_child (box), "numeric");
  append_text (box, said, NULL);
  append_text (box, standing_text, step->late ? "warning" : "dim-label");
  return box;
}

static void
show_steps (PdInvoiceProgress *self, const PdRecord *invoice, PdInvoiceTimes *times)
{
  g_autoptr (GPtrArray) steps = pd_invoice_timeline (invoice, times, pd_now ());

  pd_layout_empty (self->steps);
  for (guint i = 0; i < steps->len; i++)
    gtk_box_append (GTK_BOX (self->steps), step_row (steps->pdata[i]));
  gtk_widget_set_visible (self->steps_box, steps->len > 0);
}

/* --- files */

static void
show_files (PdInvoiceProgress *self, const PdRecord *invoice)
{
  gboolean any = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      gboolean has = pd_record_has (invoice, files[i].field);

      gtk_widget_set_visible (self->file_rows[i], has);
      any = any || has;
    }
  gtk_widget_set_visible (self->files_box, any);
}

static GtkWidget *
file_button (const char *icon, const char *name, const char *action, const char *ending)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  pd_set_tooltip (button, name);
  pd_set_accessible_label (button, name);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", ending);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  return button;
}

static GtkWidget *
new_file_row (guint i)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (files[i].name);
  /* Translators: a kind of file, as PDF */
  g_autofree char *open = g_strdup_printf (_ ("Open the %s file"), files[i].name);
  g_autofree char *save = g_strdup_printf (_ ("Save the %s file"), files[i].name);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box),
                  file_button ("document-open-symbolic", open, "win.open-invoice-file", files[i].ending));
  gtk_box_append (GTK_BOX (box),
                  file_button ("document-save-symbolic", save, "win.save-invoice-file", files[i].ending));
  return box;
}

/* --- the widget */

/**
 * pd_invoice_progress_show:
 * @self: a view
 * @invoice: an invoice with its stages
 * @times: (nullable): what is usual
 * @pending_command: (nullable): a command that waits for the platform
 *
 * Shows how far the invoice has come. The buttons stay the same widgets, so that the keyboard stays where it is.
 */
void
pd_invoice_progress_show (PdInvoiceProgress *self,
                          const PdRecord *invoice,
                          PdInvoiceTimes *times,
                          const char *pending_command)
{
  g_return_if_fail (PD_IS_INVOICE_PROGRESS (self));

  show_next (self, invoice, times, pending_command);
  show_steps (self, invoice, times);
  show_files (self, invoice);
}

static void
pd_invoice_progress_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (pd_invoice_progress_parent_class)->dispose (object);
}

static void
pd_invoice_progress_class_init (PdInvoiceProgressClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_invoice_progress_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
}

static GtkWidget *
new_section (PdInvoiceProgress *self, const char *title, GtkWidget *content)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  gtk_widget_add_css_class (content, "card");
  gtk_widget_add_css_class (content, "summary-card");
  gtk_box_append (GTK_BOX (box), pd_layout_text (title, "heading"));
  gtk_box_append (GTK_BOX (box), content);
  gtk_widget_set_parent (box, GTK_WIDGET (self));
  return box;
}

static GtkWidget *
create_next (PdInvoiceProgress *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);

  self->next = pd_layout_text (NULL, NULL);
  self->when = pd_layout_text (NULL, "dim-label");
  gtk_widget_add_css_class (self->when, "numeric");
  self->buttons = pd_wrap_box_new (6);
  for (guint i = 0; i < G_N_ELEMENTS (offers); i++)
    {
      self->offers[i] = gtk_button_new_with_label (_ (offers[i].label));
      gtk_actionable_set_action_name (GTK_ACTIONABLE (self->offers[i]), offers[i].action);
      pd_wrap_box_append (PD_WRAP_BOX (self->buttons), self->offers[i]);
    }
  gtk_widget_add_css_class (self->offers[0], "suggested-action");
  gtk_box_append (GTK_BOX (box), self->next);
  gtk_box_append (GTK_BOX (box), self->when);
  gtk_box_append (GTK_BOX (box), self->buttons);
  return box;
}

static void
pd_invoice_progress_init (PdInvoiceProgress *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));
  GtkWidget *file_box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 18);
  self->next_box = new_section (self, _ ("What happens next"), create_next (self));
  self->steps = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  pd_layout_expect_text (self->steps);
  self->steps_box = new_section (self, _ ("Progress"), self->steps);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      self->file_rows[i] = new_file_row (i);
      gtk_box_append (GTK_BOX (file_box), self->file_rows[i]);
    }
  self->files_box = new_section (self, _ ("The tax bureau's files"), file_box);
}

/**
 * pd_invoice_progress_new:
 *
 * Returns: (transfer floating): what an invoice's page says of its issuing: what happens next, the timeline, its files
 */
GtkWidget *
pd_invoice_progress_new (void)
{
  return g_object_new (PD_TYPE_INVOICE_PROGRESS, NULL);
}
