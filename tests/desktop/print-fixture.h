/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <gtk/gtkunixprint.h>

#include "desktop-fixture.h"

G_BEGIN_DECLS

/* Half a minute at most. */
#define PRINT_FIXTURE_WAIT_UNTIL(condition) DESKTOP_FIXTURE_WAIT_UNTIL (condition, 30)

GtkPrinter *print_fixture_file_printer (void);
AdwMessageDialog *print_fixture_find_dialog (void);
AdwMessageDialog *print_fixture_wait_dialog (void);
void print_fixture_respond (AdwMessageDialog *dialog, const char *response);

G_END_DECLS
