/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-bureau-button.h"

#include "desktop/pd-bureau-text.h"
#include "desktop/pd-column.h"
#include "desktop/pd-field-text.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-bureau-comparison.h"
#include "model/pd-bureau.h"

#include <glib/gi18n-lib.h>

/* Of invoices that one side alone has, at most: what can be done stays in sight below them. */
#define NUMBERS_HEIGHT 168

struct _PdBureauButton
{
  GtkWidget parent_instance;

  GtkWidget *button;
  GtkWidget *icon;
  GtkWidget *words;
  GtkWidget *headline;
  GtkWidget *details; /* a box of texts */
  GtkWidget *sign_in;
  GtkWidget *refresh;

  PdBureauModel *model; /* (owned) (nullable) */
  gboolean narrow;
};

G_DEFINE_FINAL_TYPE (PdBureauButton, pd_bureau_button, GTK_TYPE_WIDGET)

/** Face: what is said of the bureau in few words. */
typedef struct
{
  const char *icon;
  const char *words; /* translated */
  gboolean calm;     /* nothing for a person to do */
  gboolean signs_in; /* whether signing in makes sense */
} Face;

static Face
face_of (PdBureauModel *model)
{
  PdRecord *bureau = pd_bureau_model_get_record (model);
  const char *session = pd_bureau_model_get_session (model);

  if (bureau == NULL)
    return (Face){ "dialog-question-symbolic", _ ("Not known"), TRUE, FALSE };
  if (pd_record_get_flag (bureau, PD_BUREAU_HELD))
    return (Face){ "dialog-warning-symbolic", _ ("Issuing is held"), FALSE, TRUE };
  if (g_str_equal (session, PD_BUREAU_SESSION_OUT) || g_str_equal (session, PD_BUREAU_SESSION_CODE))
    return (Face){ "dialog-password-symbolic", _ ("Sign-in needed"), FALSE, TRUE };
  if (g_str_equal (session, PD_BUREAU_SESSION_UNKNOWN))
    return (Face){ "dialog-question-symbolic", _ ("Not known"), TRUE, TRUE };
  return (Face){ "emblem-documents-symbolic",
                 g_str_equal (session, PD_BUREAU_SESSION_IN) ? _ ("Signed in") : _ ("No sign-in needed"),
                 TRUE, FALSE };
}

static void
add_text (PdBureauButton *self, const char *text, const char *style)
{
  GtkWidget *label;

  if (text == NULL || *text == '\0')
    return;
  label = pd_layout_text (text, style);
  gtk_box_append (GTK_BOX (self->details), label);
}

/* There may be many, and each is to be looked for: they scroll, and can be copied. */
static GtkWidget *
create_numbers (const char *numbers)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *label = gtk_label_new (numbers);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "numeric");
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), NUMBERS_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), label);
  return scroller;
}

static void
show_comparison (PdBureauButton *self, const PdRecord *bureau)
{
  char *numbers; /* what follows the first sentence of @words */
  g_autofree char *words = pd_bureau_comparison_describe (pd_record_get_text (bureau, PD_BUREAU_COMPARED));
  g_autofree char *when = pd_field_text (bureau, PD_BUREAU_COMPARED_AT);
  g_autofree char *headline = g_strdup_printf (_ ("Compared with the provider's list at %s:"), when);

  if (words == NULL)
    return;
  add_text (self, headline, "dim-label");
  numbers = strchr (words, '\n');
  if (numbers != NULL)
    *numbers++ = '\0';
  add_text (self, words, "numeric");
  if (numbers != NULL)
    gtk_box_append (GTK_BOX (self->details), create_numbers (numbers));
}

static void
show_details (PdBureauButton *self)
{
  PdRecord *bureau = pd_bureau_model_get_record (self->model);
  const PdQuota *quota = pd_bureau_model_get_quota (self->model);
  g_autofree char *account = bureau != NULL ? pd_field_text (bureau, PD_BUREAU_ACCOUNT) : g_strdup ("");
  g_autofree char *account_text = NULL;
  g_autofree char *quota_text = pd_quota_text (quota);
  g_autofree char *forecast = pd_quota_forecast_text (quota);
  guint n = pd_bureau_model_get_n_waiting (self->model);
  g_autofree char *waiting =
      g_strdup_printf (ngettext ("%u invoice waits for a sign-in.", "%u invoices wait for a sign-in.", n), n);

  pd_layout_empty (self->details);
  if (bureau == NULL)
    {
      add_text (self, _ ("Nothing is known of the tax bureau yet. It comes with the next synchronisation."),
                NULL);
      return;
    }
  if (*account != '\0')
    account_text = g_strdup_printf (_ ("Account: %s"), account);
  add_text (self, account_text, "dim-label");
  add_text (self, pd_reason_text (pd_record_get_text (bureau, PD_BUREAU_REASON)), NULL);
  if (pd_record_get_flag (bureau, PD_BUREAU_HELD))
    add_text (self,
              _ ("Nothing is sent until an administrator has mended the connection and refreshes this."),
              NULL);
  if (n > 0)
    add_text (self, waiting, NULL);
  add_text (self, quota_text, "numeric");
  add_text (self, forecast, "numeric");
  show_comparison (self, bureau);
  if (pd_bureau_model_get_pending_command (self->model) != NULL)
    add_text (self, _ ("A request is saved here and will be sent when the platform can be reached."),
              "dim-label");
}

static void
update (PdBureauButton *self)
{
  Face face = face_of (self->model);
  gboolean wordless = face.calm || self->narrow;
  g_autofree char *name = g_strdup_printf (_ ("Tax bureau: %s"), face.words);

  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), face.icon);
  gtk_widget_set_visible (self->words, !wordless);
  gtk_label_set_text (GTK_LABEL (self->headline), name);
  gtk_widget_set_visible (self->sign_in, face.signs_in);
  pd_set_tooltip (self->button, name);
  pd_set_accessible_label (self->button, name);
  show_details (self);
}

static void
close_cb (PdBureauButton *self)
{
  gtk_menu_button_popdown (GTK_MENU_BUTTON (self->button));
}

static void
pd_bureau_button_dispose (GObject *object)
{
  PdBureauButton *self = PD_BUREAU_BUTTON (object);

  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_clear_object (&self->model);
  g_clear_pointer (&self->button, gtk_widget_unparent);

  G_OBJECT_CLASS (pd_bureau_button_parent_class)->dispose (object);
}

static void
pd_bureau_button_class_init (PdBureauButtonClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_bureau_button_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
add_button (PdBureauButton *self, GtkWidget *box, const char *label, const char *action, const char *target)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  /* GTK warns of every moment in which name and target do not fit. */
  if (target != NULL)
    gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", target);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  g_signal_connect_object (button, "clicked", G_CALLBACK (close_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), button);
  return button;
}

/* The keyboard begins with what is to be done, not with the numbers above it, which it would select. */
static void
map_cb (PdBureauButton *self)
{
  gtk_widget_grab_focus (gtk_widget_get_visible (self->sign_in) ? self->sign_in : self->refresh);
}

static GtkWidget *
create_popover (PdBureauButton *self)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);

  self->headline = pd_layout_text (NULL, "heading");
  self->details = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  pd_layout_expect_text (self->details);
  pd_layout_set_margins (box, 6);
  gtk_box_append (GTK_BOX (box), self->headline);
  gtk_box_append (GTK_BOX (box), self->details);
  self->sign_in = add_button (self, box, _ ("Sign In…"), "win.bureau-sign-in", NULL);
  gtk_widget_add_css_class (self->sign_in, "suggested-action");
  self->refresh = add_button (self, box, _ ("Refresh"), "win.bureau-refresh", NULL);
  add_button (self, box, _ ("Compare with the Provider's List"), "win.bureau-compare", NULL);
  add_button (self, box, _ ("Connection…"), "win.bureau-connection", NULL);
  add_button (self, box, _ ("Show the Queue"), "win.place", "queue");
  add_button (self, box, _ ("Where the Time Goes…"), "win.issuing-times", NULL);
  g_signal_connect_object (popover, "map", G_CALLBACK (map_cb), self, G_CONNECT_SWAPPED);
  gtk_popover_set_child (GTK_POPOVER (popover),
                         g_object_new (PD_TYPE_COLUMN, "width", 320, "child", box, NULL));
  return popover;
}

static void
pd_bureau_button_init (PdBureauButton *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->icon = gtk_image_new_from_icon_name ("emblem-documents-symbolic");
  /* More would be taken from the words of synchronisation beside it. */
  self->words = gtk_label_new (_ ("Tax Bureau"));
  gtk_widget_set_visible (self->words, FALSE);
  gtk_box_append (GTK_BOX (box), self->icon);
  gtk_box_append (GTK_BOX (box), self->words);
  self->button = gtk_menu_button_new ();
  gtk_menu_button_set_child (GTK_MENU_BUTTON (self->button), box);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->button), create_popover (self));
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
  pd_set_accessible_label (self->button, _ ("Tax Bureau"));
}

GtkWidget *
pd_bureau_button_new (void)
{
  return g_object_new (PD_TYPE_BUREAU_BUTTON, NULL);
}

/**
 * pd_bureau_button_set_model:
 * @self: a button
 * @model: what it tells of
 */
void
pd_bureau_button_set_model (PdBureauButton *self, PdBureauModel *model)
{
  g_return_if_fail (PD_IS_BUREAU_BUTTON (self));
  g_return_if_fail (self->model == NULL);

  self->model = g_object_ref (model);
  g_signal_connect_swapped (model, "changed", G_CALLBACK (update), self);
  update (self);
}

/** pd_bureau_button_set_narrow: @narrow: whether there is room for the icon only */
void
pd_bureau_button_set_narrow (PdBureauButton *self, gboolean narrow)
{
  g_return_if_fail (PD_IS_BUREAU_BUTTON (self));

  if (self->narrow == narrow)
    return;
  self->narrow = narrow;
  if (self->model != NULL)
    update (self);
}
