/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PdDateError:
 * @PD_DATE_ERROR_SYNTAX: the text is not written as a date
 * @PD_DATE_ERROR_RANGE: there is no such day, or it is before 1900 or after 2999
 */
typedef enum
{
  PD_DATE_ERROR_SYNTAX,
  PD_DATE_ERROR_RANGE,
} PdDateError;

#define PD_DATE_ERROR (pd_date_error_quark ())
GQuark pd_date_error_quark (void);

gboolean pd_date_canonicalize (const char *text, char **out, GError **error);
gboolean pd_date_parts (const char *date, guint *year, guint *month, guint *day);
char *pd_date_new (guint year, guint month, guint day);
char *pd_date_in_china (gint64 time);
guint pd_date_to_day (const char *date);
char *pd_date_from_day (guint day);

G_END_DECLS
