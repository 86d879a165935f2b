/* room.h: how much room there seems to be on disks, in a test that is built with room.c */
#pragma once

#include <glib.h>

#define ROOM_MUCH G_MAXINT32

/* From now on, on every disk, in bytes; ROOM_MUCH at first. From any thread. */
void room_leave (gint bytes);
