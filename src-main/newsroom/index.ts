export { createNewsroom, PREFERRED_NEWSROOM_PORT, type DemoNewsroom, type NewsroomOptions } from './newsroom'
