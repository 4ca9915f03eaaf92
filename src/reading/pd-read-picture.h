/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <gio/gio.h>

G_BEGIN_DECLS

cairo_surface_t *
pd_read_picture (GBytes *bytes, const char *name, cairo_matrix_t *upright, double *dpi, GError **error);

G_END_DECLS
