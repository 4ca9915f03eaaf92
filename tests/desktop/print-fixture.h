/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <gtk/gtkunixprint.h>

G_BEGIN_DECLS

/* Half a minute at most. */
#define PRINT_FIXTURE_WAIT_UNTIL(condition)                                                                  \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    gboolean late_ = FALSE;                                                                                  \
    guint id_ = g_timeout_add_seconds (30, print_fixture_late_cb, &late_);                                   \
    while (!(condition) && !late_)                                                                           \
      g_main_context_iteration (NULL, TRUE);                                                                 \
    g_assert_false (late_);                                                                                  \
    g_source_remove (id_);                                                                                   \
  }                                                                                                          \
  G_STMT_END

gboolean print_fixture_late_cb (gpointer data);
GtkPrinter *print_fixture_file_printer (void);
AdwMessageDialog *print_fixture_find_dialog (void);
AdwMessageDialog *print_fixture_wait_dialog (void);
void print_fixture_respond (AdwMessageDialog *dialog, const char *response);

G_END_DECLS
