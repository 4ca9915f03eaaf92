/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * PdPreviewZoom:
 * @PD_PREVIEW_FIT_WIDTH: the widest page fills the width
 * @PD_PREVIEW_FIT_PAGE: a whole page is seen
 * @PD_PREVIEW_ACTUAL_SIZE: as large as on paper, on a screen of 96 dots an inch
 * @PD_PREVIEW_CUSTOM: another factor, chosen by a person
 */
typedef enum
{
  PD_PREVIEW_FIT_WIDTH,
  PD_PREVIEW_FIT_PAGE,
  PD_PREVIEW_ACTUAL_SIZE,
  PD_PREVIEW_CUSTOM
} PdPreviewZoom;

#define PD_TYPE_PREVIEW_ZOOM (pd_preview_zoom_get_type ())
GType pd_preview_zoom_get_type (void);

#define PD_PREVIEW_MIN_FACTOR 0.1
#define PD_PREVIEW_MAX_FACTOR 8.0

double pd_preview_zoom_next (double factor, int steps);

G_END_DECLS
