/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-step-menu.h"

#include "desktop/pd-bulk-words.h"

#include <glib/gi18n-lib.h>

/* The steps that several orders can take together, read from the table of their ways. */

/**
 * pd_step_menu_commands:
 *
 * Returns: (transfer container) (element-type utf8): the commands by which orders go on, each once, as the table has
 *   them; without those that have a button of their own, or concern one invoice
 */
GPtrArray *
pd_step_menu_commands (void)
{
  GPtrArray *commands = g_ptr_array_new ();
  guint n;
  const PdOrderArrow *arrows = pd_order_flow_arrows (&n);

  for (guint i = 0; i < n; i++)
    if (!g_str_equal (arrows[i].command, "cancel") && !g_str_equal (arrows[i].command, "issue") &&
        !g_str_equal (arrows[i].command, "reopen") &&
        !g_ptr_array_find_with_equal_func (commands, arrows[i].command, g_str_equal, NULL))
      g_ptr_array_add (commands, (gpointer) arrows[i].command);
  return commands;
}

static void
add_item (GMenu *section, const char *command, const char *label)
{
  g_autofree char *action = g_strconcat ("win." PD_STEP_SEVERAL, command, NULL);
  g_autofree char *title =
      pd_bulk_asks_words (command) ? g_strdup_printf (_ ("%s…"), label) : g_strdup (label);

  g_menu_append (section, title, action);
}

/** pd_step_menu_for_several: Returns: (transfer full): what can be done with several orders: on, with a reason, by whom */
GMenuModel *
pd_step_menu_for_several (void)
{
  g_autoptr (GPtrArray) commands = pd_step_menu_commands ();
  g_autoptr (GMenu) on = g_menu_new ();
  g_autoptr (GMenu) reasoned = g_menu_new ();
  g_autoptr (GMenu) by = g_menu_new ();
  GMenu *menu = g_menu_new ();

  for (guint i = 0; i < commands->len; i++)
    {
      const char *command = commands->pdata[i];

      add_item (pd_bulk_asks_words (command) ? reasoned : on, command, pd_bulk_step_label (command));
    }
  add_item (by, PD_BULK_ASSIGN, pd_bulk_step_label (PD_BULK_ASSIGN));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (on));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (reasoned));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (by));
  return G_MENU_MODEL (menu);
}
