/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

/* Files of pictures; @surface: RGB24, for PNG ARGB32 as well. */
GBytes *picture_fixture_png (cairo_surface_t *surface);
GBytes *picture_fixture_jpeg (cairo_surface_t *surface, int quality);
GBytes *picture_fixture_jpeg_scans (cairo_surface_t *surface, guint n_scans);
GBytes *picture_fixture_bmp (cairo_surface_t *surface);
GBytes *picture_fixture_tiff (cairo_surface_t *surface, guint turn, guint dpi);

G_END_DECLS
