/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/pd-store.h"

G_BEGIN_DECLS

/* The main loop runs meanwhile, for so many seconds at most. */
#define DESKTOP_FIXTURE_WAIT_UNTIL(condition, seconds)                                                       \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    gboolean late_ = FALSE;                                                                                  \
    guint id_ = g_timeout_add_seconds (seconds, desktop_fixture_late_cb, &late_);                            \
    while (!(condition) && !late_)                                                                           \
      g_main_context_iteration (NULL, TRUE);                                                                 \
    g_assert_false (late_);                                                                                  \
    g_source_remove (id_);                                                                                   \
  }                                                                                                          \
  G_STMT_END

gboolean desktop_fixture_late_cb (gpointer data);
char *desktop_fixture_make_folder (void);
void desktop_fixture_remove_folder (char *folder);
PdStore *desktop_fixture_open_store (char **folder);
void desktop_fixture_close_store (PdStore **store, char *folder);
void desktop_fixture_settle (PdStore *store);

G_END_DECLS
