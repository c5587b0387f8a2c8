import { buildLayers } from './layers';

export default function install(): void {
  buildLayers();
}
