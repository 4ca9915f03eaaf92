/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-gateway-start.h"

#include "desktop/pd-field-text.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-tooltip.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

struct _PdGatewayStart
{
  GtkBox parent_instance;

  GtkWidget *now;     /* a row: how it stands */
  GtkWidget *spinner; /* in it, while the platform is asked */
  GtkWidget *who;     /* who may set it up, for those who may not */
  GtkWidget *failure; /* a box: why the platform could not be asked, and again */
  GtkWidget *sentence;
  GtkWidget *choice; /* all that is for who may */
  GtkWidget *checks[1];
  GtkWidget *remove; /* a button, while the company has a connection of its own */
};

enum
{
  REMOVE,
  RETRY,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PdGatewayStart, pd_gateway_start, GTK_TYPE_BOX)

/* The providers that there are, and what each wants. */
static const struct
{
  const char *name;
  const char *title;
  const char *subtitle;
} gateways[] = {
  { "nuonuo", N_ ("Nuonuo (诺税通)"),
    N_ ("Issues fully digitalised invoices at the tax bureau through the provider's open platform.") },
};

static const struct
{
  const char *title;
  const char *subtitle;
} needs[] = {
  { N_ ("A contract for 诺税通"),
    N_ ("The provider's sales people open it for your company's tax number; the same number has to stand in "
        "your company's record here.") },
  { N_ ("Key and secret of an application"),
    N_ ("Enter the provider's open platform (open.nuonuo.com), make an application for your own use, and ask "
        "for the right to its invoicing interfaces. The application's page shows AppKey and AppSecret.") },
  { N_ ("Who issues"),
    N_ ("The name of the person who signs in at the tax bureau to issue, as the tax bureau writes it.") },
};

/* --- what it says */

/* What this version does not know is told by its own name. */
static const char *
gateway_label (const char *name)
{
  if (g_str_equal (name, "sandbox"))
    return _ ("training bureau");
  for (guint i = 0; i < G_N_ELEMENTS (gateways); i++)
    if (g_str_equal (gateways[i].name, name))
      return _ (gateways[i].title);
  return name;
}

static char *
now_text (const PdSyncGateway *gateway, const PdSyncTrial *trial)
{
  g_autofree char *time = trial->at > 0 ? pd_time_text (trial->at) : NULL;

  if (gateway != NULL && !gateway->set_up && gateway->gateway != NULL)
    /* Translators: the name of a gateway, as "training bureau" */
    return g_strdup_printf (_ ("The company has none of its own and issues through the platform's: %s"),
                            gateway_label (gateway->gateway));
  if (gateway != NULL && !gateway->set_up)
    return g_strdup (_ ("There is none yet. Invoices wait until there is one."));
  if (time == NULL)
    return g_strdup (pd_sync_trial_words (trial));
  /* Translators: 1: how a trial went, in a few words; 2: a date and time */
  return g_strdup_printf (_ ("%1$s (tried %2$s)"), pd_sync_trial_words (trial), time);
}

static void
set_waiting (PdGatewayStart *self, gboolean waiting)
{
  gtk_widget_set_visible (self->spinner, waiting);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), waiting);
}

/**
 * pd_gateway_start_show:
 * @self: a page
 * @gateway: (nullable): the company's connection, once the platform has told it
 * @trial: how its last trial went
 * @may: whether the person may set it up
 */
void
pd_gateway_start_show (PdGatewayStart *self,
                       const PdSyncGateway *gateway,
                       const PdSyncTrial *trial,
                       gboolean may)
{
  g_autofree char *text = NULL;

  g_return_if_fail (PD_IS_GATEWAY_START (self));

  text = now_text (gateway, trial);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->now), text);
  gtk_widget_set_visible (self->who, !may);
  gtk_widget_set_visible (self->choice, may);
  gtk_widget_set_visible (self->remove, may && gateway != NULL && gateway->set_up);
  if (gateway == NULL)
    return;
  set_waiting (self, FALSE);
  gtk_widget_set_visible (self->failure, FALSE);
}

/** pd_gateway_start_wait: the platform is being asked */
void
pd_gateway_start_wait (PdGatewayStart *self)
{
  g_return_if_fail (PD_IS_GATEWAY_START (self));

  set_waiting (self, TRUE);
  gtk_widget_set_visible (self->failure, FALSE);
}

/** pd_gateway_start_fail: @sentence: why the platform could not be asked */
void
pd_gateway_start_fail (PdGatewayStart *self, const char *sentence)
{
  g_return_if_fail (PD_IS_GATEWAY_START (self));

  set_waiting (self, FALSE);
  gtk_label_set_text (GTK_LABEL (self->sentence), sentence);
  gtk_widget_set_visible (self->failure, TRUE);
}

/** pd_gateway_start_get_gateway: Returns: (transfer none): the name of the provider that is chosen */
const char *
pd_gateway_start_get_gateway (PdGatewayStart *self)
{
  g_return_val_if_fail (PD_IS_GATEWAY_START (self), NULL);

  for (guint i = 0; i < G_N_ELEMENTS (gateways); i++)
    if (gtk_check_button_get_active (GTK_CHECK_BUTTON (self->checks[i])))
      return gateways[i].name;
  return gateways[0].name;
}

/* --- what it is made of */

static void
pd_gateway_start_class_init (PdGatewayStartClass *klass)
{
  /** PdGatewayStart::remove: a person wants the company's connection to be removed */
  signals[REMOVE] = g_signal_new ("remove", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
  /** PdGatewayStart::retry: a person wants the platform to be asked once more */
  signals[RETRY] = g_signal_new ("retry", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static GtkWidget *
create_row (const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  return row;
}

static AdwPreferencesGroup *
add_group (GtkWidget *box, const char *title)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  adw_preferences_group_set_title (group, title);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (group));
  return group;
}

static void
add_gateways (PdGatewayStart *self)
{
  AdwPreferencesGroup *group = add_group (self->choice, _ ("Provider"));
  GtkWidget *leader = gtk_check_button_new ();

  /* One button alone would be one to tick; of a group, one is always chosen. */
  gtk_widget_set_visible (leader, FALSE);
  gtk_box_append (GTK_BOX (self->choice), leader);
  for (guint i = 0; i < G_N_ELEMENTS (gateways); i++)
    {
      GtkWidget *row = create_row (_ (gateways[i].title), _ (gateways[i].subtitle));

      self->checks[i] = gtk_check_button_new ();
      gtk_widget_set_valign (self->checks[i], GTK_ALIGN_CENTER);
      gtk_check_button_set_group (GTK_CHECK_BUTTON (self->checks[i]), GTK_CHECK_BUTTON (leader));
      gtk_check_button_set_active (GTK_CHECK_BUTTON (self->checks[i]), i == 0);
      pd_set_accessible_label (self->checks[i], _ (gateways[i].title));
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), self->checks[i]);
      adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), self->checks[i]);
      adw_preferences_group_add (group, row);
    }
}

static void
add_needs (PdGatewayStart *self)
{
  AdwPreferencesGroup *group = add_group (self->choice, _ ("What You Need for It"));

  for (guint i = 0; i < G_N_ELEMENTS (needs); i++)
    adw_preferences_group_add (group, create_row (_ (needs[i].title), _ (needs[i].subtitle)));
}

static void
retry_cb (PdGatewayStart *self)
{
  g_signal_emit (self, signals[RETRY], 0);
}

static void
remove_cb (PdGatewayStart *self)
{
  g_signal_emit (self, signals[REMOVE], 0);
}

static void
add_failure (PdGatewayStart *self)
{
  GtkWidget *again = gtk_button_new_with_label (_ ("Try Again"));

  self->failure = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  self->sentence = pd_layout_text (NULL, "error");
  gtk_widget_set_halign (again, GTK_ALIGN_START);
  g_signal_connect_swapped (again, "clicked", G_CALLBACK (retry_cb), self);
  gtk_box_append (GTK_BOX (self->failure), self->sentence);
  gtk_box_append (GTK_BOX (self->failure), again);
  gtk_widget_set_visible (self->failure, FALSE);
  gtk_box_append (GTK_BOX (self), self->failure);
}

static void
pd_gateway_start_init (PdGatewayStart *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 18);
  self->now = create_row (_ ("Connection"), NULL);
  self->spinner = gtk_spinner_new ();
  pd_set_accessible_label (self->spinner, _ ("The platform is asked"));
  gtk_widget_set_visible (self->spinner, FALSE);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->now), self->spinner);
  adw_preferences_group_add (add_group (GTK_WIDGET (self), NULL), self->now);
  add_failure (self);
  self->who = pd_layout_text (_ ("An administrator connects the company to the provider that issues its "
                                 "invoices. Ask one if the connection does not work: key and secret are "
                                 "entered here, and a test says what is wrong."),
                              NULL);
  gtk_box_append (GTK_BOX (self), self->who);
  self->choice = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  gtk_box_append (GTK_BOX (self), self->choice);
  add_gateways (self);
  add_needs (self);
  self->remove = gtk_button_new_with_label (_ ("Remove the Connection…"));
  gtk_widget_add_css_class (self->remove, "destructive-action");
  gtk_widget_set_halign (self->remove, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (self->remove, FALSE);
  g_signal_connect_swapped (self->remove, "clicked", G_CALLBACK (remove_cb), self);
  gtk_box_append (GTK_BOX (self->choice), self->remove);
}

/** pd_gateway_start_new: Returns: (transfer floating): how the connection stands, which providers there are, and what is needed */
GtkWidget *
pd_gateway_start_new (void)
{
  return g_object_new (PD_TYPE_GATEWAY_START, NULL);
}
