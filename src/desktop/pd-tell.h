/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

char *pd_tell_settings_failure (const GError *error);
void pd_tell (GtkWindow *parent, const char *heading, const char *sentence);

G_END_DECLS
