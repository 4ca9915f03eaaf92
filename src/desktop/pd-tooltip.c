/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-tooltip.h"

#define WORD_JOINER 0x2060
/* Longer than this, a tooltip may break where Pango wants. */
#define MAX_JOINED 24

/**
 * pd_tooltip_join:
 * @text: what a tooltip says
 *
 * GTK 4.8 lays a tooltip out as narrow as it can, which breaks Chinese after every character; a word joiner
 * between two wide characters keeps them on one line.
 *
 * Returns: (transfer full): the text to give to GTK
 */
char *
pd_tooltip_join (const char *text)
{
  GString *joined = g_string_new (NULL);

  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    {
      const char *next = g_utf8_next_char (c);

      g_string_append_unichar (joined, g_utf8_get_char (c));
      if (*next != '\0' && g_utf8_strlen (text, -1) <= MAX_JOINED &&
          (g_unichar_iswide (g_utf8_get_char (c)) || g_unichar_iswide (g_utf8_get_char (next))))
        g_string_append_unichar (joined, WORD_JOINER);
    }
  return g_string_free (joined, FALSE);
}

/**
 * pd_set_tooltip:
 * @widget: a widget
 * @text: (nullable): a translated text; %NULL for none
 *
 * Sets the tooltip, and the accessible name of a widget that shows no text of its own.
 */
void
pd_set_tooltip (GtkWidget *widget, const char *text)
{
  g_autofree char *joined = text != NULL ? pd_tooltip_join (text) : NULL;

  gtk_widget_set_tooltip_text (widget, joined);
  if (text != NULL)
    pd_set_accessible_label (widget, text);
}

/**
 * pd_set_explanation:
 * @widget: a widget with a name of its own, which cannot be used perhaps
 * @text: (nullable): why, translated; %NULL when there is nothing to explain
 *
 * Says it to who points at the widget, and to who hears it.
 */
void
pd_set_explanation (GtkWidget *widget, const char *text)
{
  g_autofree char *joined = text != NULL ? pd_tooltip_join (text) : NULL;

  gtk_widget_set_tooltip_text (widget, joined);
  pd_set_accessible_description (widget, text != NULL ? text : "");
}

void
pd_set_accessible_label (GtkWidget *widget, const char *label)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  /* The keyboard is in the button inside, which would be announced by its class. */
  if (GTK_IS_DROP_DOWN (widget))
    gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_first_child (widget)),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

void
pd_set_accessible_description (GtkWidget *widget, const char *description)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description,
                                  -1);
}
